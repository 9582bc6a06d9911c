// Builds the native core for this machine: prebuilds/<platform>-<arch>/libosaurus_mockhost.{so,dylib}.
import { cFlags, compileC, coreSources } from './compile-c.mjs'
import { runAsProgram } from './run-as-program.mjs'

/** Builds the native core unless it is up to date. */
export async function buildNative() {
  const isMac = process.platform === 'darwin'
  const target = `${process.platform}-${process.arch}`
  const output = `prebuilds/${target}/libosaurus_mockhost.${isMac ? 'dylib' : 'so'}`
  const changed = await compileC({
    sources: coreSources(),
    output,
    objects: `build/native/${target}`,
    flags: ['-O2', '-g', ...cFlags],
    // koffi unloads a library when the last worker that loaded it ends, under the threads that still run in it.
    linkFlags: isMac
      ? ['-shared', '-install_name', '@rpath/libosaurus_mockhost.dylib']
      : ['-shared', '-Wl,-z,nodelete', '-ldl'],
  })
  console.log(`${output}: ${changed ? 'built' : 'up to date'}`)
}

/**
 * For Vitest's globalSetup, so that a plain `npx vitest` tests the sources as they are. A core that does not compile
 * stops `npm test`, but not the tests of something else here.
 */
export async function setup() {
  try {
    await buildNative()
  } catch (error) {
    console.error(`The native core is as it was last built: it does not compile.\n${error.message}`)
  }
}

await runAsProgram(import.meta.url, buildNative)
