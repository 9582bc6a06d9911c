import { readdirSync, readFileSync, statSync } from 'node:fs'
import path from 'node:path'
import { publint } from 'publint'
import { formatMessage } from 'publint/utils'
import { beforeAll, describe, expect, it } from 'vitest'
import { type PackedPackage, packPackage, repository } from '../runners/packed-package.js'
import { type Ending, runLimited } from '../runners/run-limited.js'

let packed: PackedPackage
beforeAll(async () => {
  packed = await packPackage()
})

const manifest = JSON.parse(readFileSync(path.join(repository, 'package.json'), 'utf8'))

describe('the tarball', () => {
  it('holds what is run and read, and no source, test or development file', () => {
    const top = readdirSync(packed.folder).filter((name) => !/^(README|CHANGELOG)\.md$/.test(name))
    expect(top.sort()).toEqual(['LICENSE', 'dist', 'docs', 'package.json', 'prebuilds'])
    expect(shippedFiles().filter((file) => /(?<!\.d)\.[cm]?ts$|\.[cSh]$|\.map$|\.test\./.test(file))).toEqual([])
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

  it('is small', () => {
    expect(statSync(packed.tarball).size).toBeLessThan(2 * 1024 * 1024)
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

function shippedFiles(): string[] {
  return readdirSync(packed.folder, { recursive: true, encoding: 'utf8' }).filter((file) =>
    statSync(path.join(packed.folder, file)).isFile(),
  )
}
