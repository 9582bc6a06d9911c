// Builds the native core for every platform of the package, with zig, on Linux x64:
//   npm run build:native:all               into prebuilds/
//   npm run build:native:all -- --check    and once more with fresh caches: not one byte may differ
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { cFlags, compileC, coreFileName, coreLinkFlags, coreSources } from './compile-c.mjs'
import { runAsProgram } from './run-as-program.mjs'
import { root } from './run-command.mjs'
import { provideZig } from './zig.mjs'

/** Target of zig for each platform: the oldest glibc that Node 20 runs on, and the oldest macOS. */
export const targets = {
  'darwin-arm64': 'aarch64-macos.11.0',
  'darwin-x64': 'x86_64-macos.11.0',
  'linux-arm64': 'aarch64-linux-gnu.2.17',
  'linux-x64': 'x86_64-linux-gnu.2.17',
}

/** A function that the old glibc does not have would be missed at the load only. */
const noUndefined = '-Wl,-z,defs'

/**
 * Builds the cores of all platforms, and answers their paths relative to the root.
 *
 * @param {string} [into] folder, relative to the root
 */
export async function buildNativeAll(into = 'prebuilds') {
  const zig = await provideZig()
  const objects = `build/native-all/${into}`
  const outputs = []
  for (const [platform, target] of Object.entries(targets)) {
    const [system] = platform.split('-')
    const output = `${into}/${platform}/${coreFileName(system)}`
    await compileC({
      compiler: [zig, 'cc', '-target', target],
      sources: coreSources(),
      output,
      objects: `${objects}/${platform}`,
      flags: ['-O2', '-g0', ...cFlags],
      linkFlags: [...coreLinkFlags(system), '-Wl,-s', ...(system === 'linux' ? [noUndefined] : [])],
    })
    console.log(`${output}: ${readAt(output).length.toLocaleString('en-US')} bytes`)
    outputs.push(output)
  }
  return outputs
}

/** Builds all once more, with nothing that an earlier build has left, and compares. @throws when a byte differs */
export async function checkReproducible(outputs, into) {
  const again = `build/prebuilds-again-${process.pid}`
  const differing = await withFreshCaches(async () => {
    const others = await buildNativeAll(again)
    return outputs.filter((output, index) => !readAt(output).equals(readAt(others[index])))
  }).finally(() => {
    rmSync(path.join(root, again), { recursive: true, force: true })
    rmSync(path.join(root, 'build/native-all', again), { recursive: true, force: true })
  })
  if (differing.length > 0)
    throw new Error(`NOT_REPRODUCIBLE: a second build of ${into} differs: ${differing.join(', ')}`)
  console.log('a second build with fresh caches is byte for byte the same')
}

function readAt(file) {
  return readFileSync(path.join(root, file))
}

/** zig keeps what it has compiled, the parts of the C library among it, in these folders. */
async function withFreshCaches(body) {
  const folder = mkdtempSync(path.join(tmpdir(), 'zig-cache-'))
  const names = ['ZIG_GLOBAL_CACHE_DIR', 'ZIG_LOCAL_CACHE_DIR']
  const before = names.map((name) => process.env[name])
  for (const name of names) process.env[name] = path.join(folder, name)
  try {
    return await body()
  } finally {
    names.forEach((name, index) => {
      if (before[index] === undefined) delete process.env[name]
      else process.env[name] = before[index]
    })
    rmSync(folder, { recursive: true, force: true })
  }
}

await runAsProgram(import.meta.url, async () => {
  const outputs = await buildNativeAll()
  if (process.argv.includes('--check')) await checkReproducible(outputs, 'prebuilds')
})
