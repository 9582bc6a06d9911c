// Most of what a test file waits for when it uses its first host is V8 reading our code: every worker reads it anew. So the first
// worker keeps what V8 made of it, among what tools keep for the project, and the next ones take it from there
// (docs/decisions/0024-the-code-cache.md). In the realm of Node itself alone: no other can evaluate such a script.
import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { createRequire, Module } from 'node:module'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { constants, Script } from 'node:vm'
import { cacheFolderOfProject } from '../../src/session/cache-folder.js'

/** What the entries that are imported ask (`esmDoors` in tsdown.config.ts). Neither function throws: a cache is no reason to fail. */
export interface CodeCache {
  /**
   * Loads the chunks that a host is made of, as `require` would. A second call does nothing, and what cannot be loaded here is
   * left to `require`.
   *
   * @param entry URL of the entry that asks: of another copy of the package nothing is loaded
   */
  load(entry: string): void
  /**
   * Keeps what V8 has made of the chunks, where that is not kept yet. Called when tests have run: what they called is kept
   * with it.
   */
  keep(): void
}

const cacheKey = Symbol.for('osaurus-mockhost.code-cache')

/** Each after those that it requires. They are ASCII (`asciiOnly` in tsdown.config.ts). */
const chunks = ['rolldown-runtime', 'native', 'report', 'host']

/** Length of the header of a kept file: what follows it is aligned. */
const headerSize = 128

/** Read as this is loaded: tests replace `process`, and more. */
const { arch, version } = process
/** No other worker has it. */
const worker = `${process.pid}-${Math.random().toString(36).slice(2)}`

/** What is to be kept. */
interface CompiledChunk {
  readonly script: Script
  /** The file where. */
  readonly kept: string
  /** Says which chunk it is of. */
  readonly label: string
}

/**
 * Has the hosts of this worker load faster.
 *
 * @param root folder of the project
 * @param home folder of all that is built
 */
export function offerCodeCache(root: string, home: URL): CodeCache {
  const holder = globalThis as { [cacheKey]?: CodeCache }
  holder[cacheKey] ??= createCodeCache(root, home)
  return holder[cacheKey]
}

function createCodeCache(root: string, { href }: URL): CodeCache {
  // No other user could write code there that this one runs.
  const folder = cacheFolderOfProject(root, 'code')
  const home = join(fileURLToPath(href), 'jest-mockhost/build')
  const compiled: CompiledChunk[] = []
  let isLoaded = false
  return {
    load(entry) {
      if (isLoaded || folder === undefined || !entry.startsWith(href)) return
      isLoaded = true
      try {
        for (const name of chunks) {
          const kept = join(folder, `${name}-${version}`)
          compiled.push(...loadChunk(join(home, `${name}.cjs`), kept))
        }
      } catch {
        // What this comes from, `require` will throw as well: or it is something here that a test has replaced.
      }
    },
    keep() {
      try {
        for (const chunk of compiled) keep(chunk)
      } catch {
        // The folder cannot be written to: then every worker compiles the chunks, as without a cache.
      }
      compiled.length = 0
    },
  }
}

/** @returns the chunk if it had to be compiled */
function loadChunk(file: string, kept: string): readonly CompiledChunk[] {
  const require = createRequire(file)
  if (require.cache[file] !== undefined) return []
  const source = readFileSync(file)
  const label = labelOf(source)
  const cachedData = readKept(kept, label)
  const script = new Script(Module.wrap(source.toString('latin1')), {
    filename: file,
    cachedData,
    importModuleDynamically: constants.USE_MAIN_CONTEXT_DEFAULT_LOADER,
  })
  evaluate(script, file, require)
  return cachedData !== undefined && script.cachedDataRejected !== true ? [] : [{ script, kept, label }]
}

function evaluate(script: Script, file: string, require: NodeJS.Require): void {
  const module = Object.assign(new Module(file), { filename: file, paths: [] })
  require.cache[file] = module
  try {
    const run = script.runInThisContext() as (...parameters: readonly unknown[]) => void
    run.call(module.exports, module.exports, require, module, file, dirname(file))
    module.loaded = true
  } catch (error) {
    delete require.cache[file]
    throw error
  }
}

/** V8 itself looks at no more than the length of a source, and at its own version and flags. */
function labelOf(source: Uint8Array): string {
  return `${source.length} ${checksum(source)} ${arch}`
}

/** V8 reads what it is given without a check of its own: of a page that was lost it would die. */
function headerOf(label: string, code: Uint8Array): string {
  return `${code.length} ${checksum(code)} of ${label}`.padEnd(headerSize)
}

/**
 * Differs whenever bytes do, but for one time in 2^32: enough against damage and for releases. Half a millisecond for all that is
 * loaded, where `node:zlib` and `node:crypto` take four to load.
 */
function checksum(bytes: Uint8Array): number {
  const words = new Uint32Array(bytes.buffer, bytes.byteOffset, bytes.length >>> 2)
  let sum = bytes.length
  for (let at = 0; at < words.length; at++) sum = Math.imul(sum ^ (words[at] ?? 0), 0x01000193)
  for (let at = words.length * 4; at < bytes.length; at++) sum = Math.imul(sum ^ (bytes[at] ?? 0), 0x01000193)
  return sum >>> 0
}

function readKept(file: string, label: string): Buffer | undefined {
  try {
    const kept = readFileSync(file)
    const code = kept.subarray(headerSize)
    return kept.toString('latin1', 0, headerSize) === headerOf(label, code) ? code : undefined
  } catch {
    return undefined // None is kept, or it cannot be read: then the chunk is compiled.
  }
}

/** Replaces the file as a whole, since other workers read it meanwhile. */
function keep({ script, kept, label }: CompiledChunk): void {
  const own = `${kept}-${worker}`
  mkdirSync(dirname(kept), { recursive: true })
  // Before V8 is asked, which takes time.
  writeFileSync(own, '')
  try {
    const code = script.createCachedData()
    writeFileSync(own, Buffer.concat([Buffer.from(headerOf(label, code), 'latin1'), code]))
    renameSync(own, kept)
  } catch (error) {
    rmSync(own, { force: true })
    throw error
  }
}
