import { cFlags, compileC, coreSources } from './compile-c.mjs'
import { findFiles } from './find-files.mjs'

/**
 * Compiles the C tests and the core into one program, and answers its path relative to the root.
 *
 * @param {string} name of the variant; its folder under build/native-test/
 * @param {string[]} flags on top of the common ones
 */
export async function compileNativeTests(name, flags) {
  const tests = findFiles(['native/test'], ['.c'])
  if (tests.length === 0) throw new Error('there is no C test in native/test/')
  const folder = `build/native-test/${name}`
  await compileC({
    sources: [...coreSources(), ...tests],
    output: `${folder}/run`,
    objects: `${folder}/objects`,
    flags: ['-g', ...flags, ...cFlags],
    linkFlags: process.platform === 'darwin' ? [] : ['-ldl', '-rdynamic'],
  })
  return `${folder}/run`
}
