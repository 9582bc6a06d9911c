// Most of what a test file waits for when it uses its first host is V8 reading our code: every worker reads it anew. So the first
// worker keeps what V8 made of it, among what tools keep for the project, and the next ones take it from there
// (docs/decisions/0024-the-code-cache.md). In the realm of Node itself alone: no other can evaluate such a script.
import { mkdirSync, readFileSync, renameSync, statSync, writeFileSync } from 'node:fs'
import { createRequire, Module } from 'node:module'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { constants, Script } from 'node:vm'
import { cacheFolderOfProject } from '../../src/session/cache-folder.js'

/** What the entries that are imported ask (`esmDoors` in tsdown.config.ts). */
export interface CodeCache {
  /**
   * Loads the chunks that a host is made of, as `require` would. A second call does nothing.
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

function createCodeCache(root: string, home: URL): CodeCache {
  let isLoaded = false
  let compiled: readonly CompiledChunk[] = []
  return {
    load(entry) {
      if (isLoaded || !entry.startsWith(home.href)) return
      isLoaded = true
      // No other user could write code there that this one runs.
      const kept = cacheFolderOfProject(root, 'code')
      if (kept !== undefined) compiled = chunks.flatMap((name) => loadChunk(name, home, kept))
    },
    keep() {
      for (const chunk of compiled) keep(chunk)
      compiled = []
    },
  }
}

/** @returns the chunk if it had to be compiled */
function loadChunk(name: string, home: URL, folder: string): readonly CompiledChunk[] {
  const file = fileURLToPath(new URL(`jest-mockhost/build/${name}.cjs`, home))
  const kept = join(folder, `${name}-${process.version}`)
  const require = createRequire(file)
  if (require.cache[file] !== undefined) return []
  const label = labelOf(file)
  const cachedData = readKept(kept, label)
  const script = new Script(Module.wrap(readFileSync(file, 'latin1')), {
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
function labelOf(file: string): string {
  const { size, mtimeMs } = statSync(file)
  return `${size} ${mtimeMs} ${process.arch}`
}

/** @param size of the whole file, so that one that was cut off is none */
function headerOf(label: string, size: number): string {
  return `${size} ${label}`.padEnd(headerSize)
}

function readKept(file: string, label: string): Buffer | undefined {
  try {
    const kept = readFileSync(file)
    const header = kept.toString('latin1', 0, headerSize)
    return header === headerOf(label, kept.length) ? kept.subarray(headerSize) : undefined
  } catch {
    return undefined // None is kept, or it cannot be read: then the chunk is compiled.
  }
}

/** Replaces the file as a whole, since other workers read it meanwhile. */
function keep({ script, kept, label }: CompiledChunk): void {
  const code = script.createCachedData()
  const header = headerOf(label, headerSize + code.length)
  const own = `${kept}-${process.pid}-${process.hrtime.bigint()}`
  try {
    mkdirSync(dirname(kept), { recursive: true })
    writeFileSync(own, Buffer.concat([Buffer.from(header, 'latin1'), code]))
    renameSync(own, kept)
  } catch {
    // The folder cannot be written to: then every worker compiles the chunks, as without a cache.
  }
}
