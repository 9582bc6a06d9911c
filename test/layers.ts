import { readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'

/**
 * The layers, lowest first: a file imports from its own folder and from the folders above it in this list.
 * `types` names later layers whose types (never their values) it may use all the same.
 */
const layers: readonly Layer[] = [
  { folder: 'src/abi' },
  { folder: 'src/errors' },
  { folder: 'src/native', packages: ['koffi'] },
  { folder: 'src/report', types: ['src/host', 'src/plugin'] },
  { folder: 'src/host', types: ['src/plugin'] },
  { folder: 'src/plugin', packages: ['valibot'] },
  { folder: 'src/session', packages: ['valibot'] },
  { folder: 'src' },
  { folder: 'matchers' },
  { folder: 'environment' },
]

/** Packages that only the layers which name them may import. */
const restrictedPackages = ['koffi']

interface Layer {
  readonly folder: string
  readonly types?: readonly string[]
  readonly packages?: readonly string[]
}

/** One `import`, `export from`, `import()` or `require()` of a source file. */
interface Import {
  readonly target: string
  readonly onlyTypes: boolean
}

/** Every breach of the layers in the sources under `root`, one sentence each. */
export function findBreaches(root: string): string[] {
  return sourceFiles(root).flatMap((file) => checkFile(file, readFileSync(path.join(root, file), 'utf8')))
}

/** The breaches in one file; `file` is relative to the root. */
export function checkFile(file: string, source: string): string[] {
  const own = layerOf(file)
  if (!own) return [`${file}: its folder is in no layer; add it to test/layers.ts`]
  return readImports(source).flatMap((found) => judge(file, own, found))
}

function judge(file: string, own: Layer, { target, onlyTypes }: Import): string[] {
  if (!target.startsWith('.')) {
    const name = packageOf(target)
    const isAllowed = !restrictedPackages.includes(name) || own.packages?.includes(name)
    return isAllowed ? [] : [`${file}: only ${ownersOf(name)} imports ${name}`]
  }
  const aim = path.posix.join(path.posix.dirname(file), target)
  const other = layerOf(aim)
  if (!other) return [`${file}: imports ${aim}, which is in no layer`]
  if (layers.indexOf(other) <= layers.indexOf(own)) return []
  if (onlyTypes && own.types?.includes(other.folder)) return []
  return [`${file}: ${own.folder} is below ${other.folder} and must not import ${aim}`]
}

/** The innermost layer that holds the file. Only `src` itself is open to files of its own, not to unknown folders. */
function layerOf(file: string): Layer | undefined {
  const holders = layers.filter(({ folder }) => file.startsWith(`${folder}/`))
  const [innermost] = holders.sort((a, b) => b.folder.length - a.folder.length)
  return innermost?.folder === 'src' && path.posix.dirname(file) !== 'src' ? undefined : innermost
}

function ownersOf(name: string): string {
  return layers
    .filter(({ packages }) => packages?.includes(name))
    .map(({ folder }) => folder)
    .join(', ')
}

function packageOf(target: string): string {
  return target
    .split('/')
    .slice(0, target.startsWith('@') ? 2 : 1)
    .join('/')
}

/** The imports of a source text; what stands in comments is left out. */
export function readImports(source: string): Import[] {
  const code = source.replace(/\/\*[\s\S]*?\*\//g, '').replace(/^\s*\/\/.*$/gm, '')
  const statements = code.matchAll(
    /^\s*(?:import|export)\s+(type\s+)?(?:([\w*{}\s,$]+?)\s*\bfrom\s*)?['"]([^'"]+)['"]/gm,
  )
  const calls = code.matchAll(/\b(?:import|require|resolve)\(\s*['"]([^'"]+)['"]/g)
  return [
    ...[...statements].map(([, type, names = '', target = '']) => ({
      target,
      onlyTypes: type !== undefined || namesOnlyTypes(names),
    })),
    ...[...calls].map(([, target = '']) => ({ target, onlyTypes: false })),
  ]
}

function namesOnlyTypes(names: string): boolean {
  const inner = names
    .match(/^\{([\s\S]*)\}$/)?.[1]
    ?.split(',')
    .filter((name) => name.trim() !== '')
  return inner !== undefined && inner.length > 0 && inner.every((name) => /^\s*type\s/.test(name))
}

function sourceFiles(root: string): string[] {
  return ['src', 'matchers', 'environment'].flatMap((folder) =>
    readdirSync(path.join(root, folder), { recursive: true, encoding: 'utf8' })
      .filter((file) => /\.[cm]?tsx?$/.test(file) && !/\.d\.[cm]?ts$/.test(file))
      .map((file) => path.posix.join(folder, file.replaceAll(path.sep, '/'))),
  )
}
