import { readdirSync, readFileSync, statSync } from 'node:fs'
import { isBuiltin } from 'node:module'
import path from 'node:path'
import { publint } from 'publint'
import { formatMessage } from 'publint/utils'
import { beforeAll, describe, expect, it } from 'vitest'
import { findFiles } from '../../scripts/find-files.mjs'
import { type PackedPackage, packPackage, repository } from '../runners/packed-package.js'
import { type Ending, runLimited } from '../runners/run-limited.js'

let packed: PackedPackage
beforeAll(async () => {
  packed = await packPackage()
})

const manifest = JSON.parse(readFileSync(path.join(repository, 'package.json'), 'utf8'))

describe('the tarball', () => {
  it('holds what is run and read, what compiles the native core, and nothing else', async () => {
    const files = shippedFiles().filter((file) => !/^(docs|native|prebuilds)\//.test(file))
    // Chunks bear a hash of their content.
    const names = files.map((file) => file.replace(/-[\w-]{8}(?=\.[cm]js$|\.d\.[cm]ts$)/, '-(hash)')).sort()
    await expect(`${names.join('\n')}\n`).toMatchFileSnapshot('shipped-files.txt')
    expect(shippedFiles().filter((file) => file.startsWith('native/'))).toEqual(coreFiles())
    const pages = findFiles(['docs'], ['.md', '.png']).filter(
      (file: string) => !/^docs\/(decisions\/|contributor\.md$)/.test(file),
    )
    expect(shippedFiles().filter((file) => file.startsWith('docs/'))).toEqual(pages.sort())
    expect(shippedFiles().filter((file) => /(?<!\.d)\.[cm]?ts$|\.map$|\.test\.|_test\.c$/.test(file))).toEqual([])
  })

  it('has the native core of this platform', () => {
    const name = process.platform === 'darwin' ? 'libosaurus_mockhost.dylib' : 'libosaurus_mockhost.so'
    expect(shippedFiles()).toContain(`prebuilds/${process.platform}-${process.arch}/${name}`)
  })

  it.each(['setup.js', 'setup-whole.js'])(
    'has a setup file %s that imports nothing of ours but what is beside it',
    (name) => {
      const source = readFileSync(path.join(packed.folder, 'dist/setup', name), 'utf8')
      const imported = [...source.matchAll(/^import .*?from "(.+?)"|^import "(.+?)"/gm)].map(
        ([, from, alone]) => from ?? alone,
      )
      expect(imported).toContain('vitest')
      expect(imported.filter((name) => name !== 'vitest' && !name?.startsWith('node:'))).toEqual([])
      const required = [...source.matchAll(/["`](\.\.?\/[^"`]+\.[cm]js)["`]/g)].map(([, file = '']) => file)
      for (const file of required) expect(shippedFiles()).toContain(path.join('dist/setup', file))
    },
  )

  it('names no folder of the machine that built it', () => {
    const texts = shippedFiles().filter((file) => /\.(m?js|cjs|[cm]?ts|json)$/.test(file))
    const leaks = texts.filter((file) => readFileSync(path.join(packed.folder, file), 'utf8').includes(repository))
    expect(leaks).toEqual([])
  })

  it('has the page that the last line of a message names, and no broken link in such pages', () => {
    const pages = shippedFiles().filter((file) => /^docs\/(?:errors|violations)\//.test(file))
    expect(pages).toEqual(expect.arrayContaining(['docs/errors/NOT_INSTALLED.md', 'docs/violations/RESERVED_SLOT.md']))
    const shipped = new Set(shippedFiles())
    const broken = pages.flatMap((page) => {
      const text = readFileSync(path.join(packed.folder, page), 'utf8')
      const targets = [...text.matchAll(/\]\(([^)#]+)(?:#[^)]*)?\)/g)].map(([, target = '']) => target)
      const missing = targets.filter((target) => !shipped.has(path.join(path.dirname(page), target)))
      return missing.map((target) => `${page}: ${target}`)
    })
    expect(broken).toEqual([])
  })

  it('is small: what is published has four native cores, and no more than this', () => {
    const unpacked = shippedFiles().map((file) => statSync(path.join(packed.folder, file)).size)
    const total = unpacked.reduce((sum, size) => sum + size, 0)
    console.log(`packed ${kilobytes(statSync(packed.tarball).size)}, unpacked ${kilobytes(total)}`)
    expect(statSync(packed.tarball).size).toBeLessThan(1536 * 1024)
    expect(total).toBeLessThan(4608 * 1024)
  })

  it('asks for nothing that it does not declare', () => {
    const declared = Object.keys({ ...manifest.dependencies, ...manifest.peerDependencies })
    const asked = new Set(shippedFiles().filter(isCode).flatMap(bareImports))
    expect([...asked].filter((name) => !declared.includes(name))).toEqual([])
    expect(declared.filter((name) => !asked.has(name) && manifest.dependencies[name])).toEqual([])
  })

  it('has no entry that package.json does not open, but for those that are found by path', () => {
    const opened = JSON.stringify([manifest.exports, manifest.main, manifest.module])
    const entries = shippedFiles().filter((file) =>
      /^dist\/[^/]+\.[cm]js$|^dist\/jest-mockhost\/build\/jest[^/]*\.[cm]js$/.test(file),
    )
    const closed = entries.filter((file) => !opened.includes(`"./${file}"`))
    expect(closed.sort()).toEqual([
      'dist/child.cjs',
      'dist/in-child-program.cjs',
      'dist/vitest-environment.mjs',
      'dist/vitest-on-demand.cjs',
      'dist/vitest-on-demand.mjs',
      'dist/vitest-parts.cjs',
      'dist/vitest-parts.mjs',
    ])
  })

  it('has chunks of nothing but ASCII, which the code cache reads as such', () => {
    const chunks = shippedFiles().filter((file) => /^dist\/jest-mockhost\/build\/\w+\.cjs$/.test(file))
    const others = chunks.filter((file) => /[^\0-\x7f]/.test(readFileSync(path.join(packed.folder, file), 'utf8')))
    expect(chunks.length).toBeGreaterThan(3)
    expect(others).toEqual([])
  })

  it('keeps the folder of the Vitest setup file free of `type`', () => {
    expect(JSON.parse(readFileSync(path.join(packed.folder, 'dist/setup/package.json'), 'utf8'))).toEqual({})
  })

  it('has every file that package.json points at', () => {
    const targets = JSON.stringify([manifest.exports, manifest.typesVersions, manifest.main, manifest.types])
    const files = [...targets.matchAll(/"\.\/((?:dist|package)[^"]+)"/g)].map(([, file]) => file)
    expect(shippedFiles()).toEqual(expect.arrayContaining(files))
  })
})

describe('the tools of the trade', () => {
  it('publint finds nothing', async () => {
    const { messages, pkg } = await publint({ pkgDir: packed.folder, pack: false, strict: true })
    expect(messages.map((message) => formatMessage(message, pkg ?? manifest, { color: false }))).toEqual([])
  })

  it('the types resolve in every mode (Vitest itself is ESM only, so is our entry for it)', async () => {
    const both = await attw(['--exclude-entrypoints', 'vitest'])
    expect(both.exitCode, both.output).toBe(0)
    const esmOnly = await attw(['--entrypoints', 'vitest', '--profile', 'esm-only'])
    expect(esmOnly.exitCode, esmOnly.output).toBe(0)
  })
})

function attw(args: readonly string[]): Promise<Ending> {
  const program = path.join(repository, 'node_modules/@arethetypeswrong/cli/dist/index.js')
  return runLimited({
    file: process.execPath,
    args: [program, packed.tarball, '--no-color', '--no-emoji', '--format', 'ascii', ...args],
    cwd: repository,
    env: process.env,
    timeout: 60_000,
  })
}

/** The sources of the native core, as the repository has them. */
function coreFiles(): string[] {
  const files = findFiles(['native/include', 'native/src'], ['.c', '.h', '.S'])
  return files.sort()
}

function isCode(file: string): boolean {
  return /^(dist|scripts)\/.*\.([cm]?js|d\.[cm]ts)$/.test(file)
}

/** Names of packages that a file imports or requires; comments hold examples, which do not count. */
function bareImports(file: string): string[] {
  const source = readFileSync(path.join(packed.folder, file), 'utf8').replaceAll(/^\s*(\/?\*|\/\/).*$/gm, '')
  const asks =
    /\b(?:from|import)\s*["']([^"'\s]+)["']|(?:\brequire|\bimport|createRequire\(.*\))\(\s*["'`]([^"'`\s]+)["'`]\s*\)/g
  const found = source.matchAll(asks)
  return [...found]
    .map(([, from, called]) => from ?? called ?? '')
    .filter((name) => !name.startsWith('.') && !isBuiltin(name))
    .map((name) => /^(@[^/]+\/)?[^/]+/.exec(name)?.[0] ?? name)
}

function kilobytes(size: number): string {
  return `${Math.round(size / 1024).toLocaleString('en-US')} KB`
}

function shippedFiles(): string[] {
  return readdirSync(packed.folder, { recursive: true, encoding: 'utf8' })
    .filter((file) => statSync(path.join(packed.folder, file)).isFile())
    .sort()
}
