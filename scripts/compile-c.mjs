import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { availableParallelism } from 'node:os'
import path from 'node:path'
import { findFiles } from './find-files.mjs'
import { root, runCommand } from './run-command.mjs'

/** What every compilation of the core has in common. */
export const cFlags = [
  ...['-std=c11', '-fPIC', '-fvisibility=hidden', '-pthread'],
  ...['-Wall', '-Wextra', '-Werror', '-Inative/include', '-Inative/src'],
]

/** What linking the core takes on a platform. */
export function coreLinkFlags(platform) {
  if (platform === 'darwin') return ['-shared', '-install_name', '@rpath/libosaurus_mockhost.dylib']
  // koffi unloads a library when the last worker that loaded it ends, under the threads that still run in it.
  return ['-shared', '-Wl,-z,nodelete', '-ldl']
}

/** The name of the core's file on a platform. */
export function coreFileName(platform) {
  return `libosaurus_mockhost.${platform === 'darwin' ? 'dylib' : 'so'}`
}

/** The sources of the native core. */
export function coreSources() {
  return findFiles(['native/src'], ['.c', '.S'])
}

/**
 * Compiles sources that have changed, several at a time, and links them. Answers whether there was anything to do.
 *
 * @param {{
 *   sources: string[], output: string, flags: string[], linkFlags: string[], objects: string, compiler?: string[]
 * }} target
 *   paths are relative to the root; `objects` is a folder for the intermediate files; `compiler` is a command with its
 *   first arguments, `cc` or what the environment variable CC says unless given
 */
export async function compileC({
  sources,
  output,
  flags,
  linkFlags,
  objects,
  compiler = (process.env.CC || 'cc').split(/\s+/),
}) {
  if (sources.length === 0) throw new Error('compile-c: no sources under native/')
  mkdirSync(path.join(root, objects), { recursive: true })
  mkdirSync(path.join(root, path.dirname(output)), { recursive: true })
  const recipe = JSON.stringify({ compiler, flags, linkFlags, sources })
  const fresh = readIfThere(path.join(objects, 'recipe.json')) === recipe
  const newestHeader = Math.max(0, ...findFiles(['native'], ['.h', '.inc']).map(changedAt))

  const steps = sources.map((source) => ({ source, object: path.join(objects, `${source.replaceAll('/', '-')}.o`) }))
  const stale = steps.filter(
    ({ source, object }) => !fresh || changedAt(object) < Math.max(newestHeader, changedAt(source)),
  )
  await eachInParallel(stale, ({ source, object }) => runCompiler(compiler, [...flags, '-c', source, '-o', object]))
  const stamp = path.join(objects, 'linked')
  const isLinked = existsSync(path.join(root, output)) && readIfThere(stamp) === `${changedAt(output)}`
  if (fresh && stale.length === 0 && isLinked) return false

  // Linked beside its place and moved there: a process that has the old file open keeps it. Under its own name, since
  // the code signature of a macOS library holds the name that it was linked under.
  const place = `${path.dirname(output)}/.${process.pid}`
  const linked = path.join(place, path.basename(output))
  mkdirSync(path.join(root, place), { recursive: true })
  try {
    await runCompiler(compiler, [...flags, ...steps.map(({ object }) => object), ...linkFlags, '-o', linked])
    renameSync(path.join(root, linked), path.join(root, output))
  } finally {
    rmSync(path.join(root, place), { recursive: true, force: true })
  }
  writeFileSync(path.join(root, objects, 'recipe.json'), recipe)
  // Something else may have put another file there since, such as a core of the release.
  writeFileSync(path.join(root, stamp), `${changedAt(output)}`)
  return true
}

async function runCompiler(compiler, args) {
  const [command, ...first] = compiler
  const { code, output } = await runCommand(command, [...first, ...args], { quiet: true })
  if (code === 0) return
  if (/ENOENT/.test(output)) throw new Error(noCompiler(command))
  throw new Error(`${[...compiler, ...args].join(' ')}\n${output}`)
}

function noCompiler(compiler) {
  return [
    `NO_C_COMPILER: the native core needs a C compiler, and "${compiler}" is not on the PATH.`,
    '  to fix  Debian, Ubuntu: apt-get install gcc libc6-dev',
    '          macOS: xcode-select --install',
    '          elsewhere: name the compiler in the environment variable CC',
  ].join('\n')
}

async function eachInParallel(items, work) {
  const queue = [...items]
  const workers = Array.from({ length: availableParallelism() }, async () => {
    for (let item = queue.shift(); item !== undefined; item = queue.shift()) await work(item)
  })
  await Promise.all(workers)
}

function changedAt(file) {
  const absolute = path.join(root, file)
  return existsSync(absolute) ? statSync(absolute).mtimeMs : 0
}

function readIfThere(file) {
  const absolute = path.join(root, file)
  return existsSync(absolute) ? readFileSync(absolute, 'utf8') : undefined
}
