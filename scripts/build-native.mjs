// Builds the native core for this machine: prebuilds/<platform>-<arch>/libosaurus_mockhost.{so,dylib}.
import { cFlags, compileC, coreFileName, coreLinkFlags, coreSources } from './compile-c.mjs'
import { runAsProgram } from './run-as-program.mjs'

/** Builds the native core unless it is up to date, and answers its path relative to the root. */
export async function buildNative() {
  const target = `${process.platform}-${process.arch}`
  const output = `prebuilds/${target}/${coreFileName(process.platform)}`
  const changed = await compileC({
    sources: coreSources(),
    output,
    objects: `build/native/${target}`,
    flags: ['-O2', '-g', ...cFlags],
    linkFlags: coreLinkFlags(process.platform),
  })
  console.log(`${output}: ${changed ? 'built' : 'up to date'}`)
  return output
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
