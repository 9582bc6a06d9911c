import { rmSync } from 'node:fs'
import path from 'node:path'
import { compileC } from '../scripts/compile-c.mjs'
import { root } from '../scripts/run-command.mjs'

const libraryEnding = process.platform === 'darwin' ? 'dylib' : 'so'

/** Compiles a program of bench/native and answers its path; it is linked with the core that ships. */
export function compileNativeProgram(source) {
  const core = path.join(root, `prebuilds/${process.platform}-${process.arch}`)
  return compile(source, {
    output: `native/${path.basename(source, '.c')}`,
    flags: ['-Inative/include'],
    linkFlags: [path.join(core, `libosaurus_mockhost.${libraryEnding}`), `-Wl,-rpath,${core}`],
  })
}

/** Compiles the plugin of the rows in JavaScript and answers its path. */
export function compilePlugin() {
  return compile('bench/plugin/bench_plugin.c', {
    output: `plugin/libbench_plugin.${libraryEnding}`,
    flags: ['-fPIC', '-Itest/fixtures/plugins/include'],
    linkFlags: ['-shared'],
  })
}

async function compile(source, { output, flags, linkFlags }) {
  const objects = `build/bench/objects/${path.basename(output)}`
  // A change of a header outside native/ would go unnoticed.
  rmSync(path.join(root, objects), { recursive: true, force: true })
  await compileC({
    sources: [source],
    output: `build/bench/${output}`,
    objects,
    flags: ['-O2', '-g', '-std=c11', '-pthread', '-Wall', '-Wextra', '-Werror', ...flags],
    linkFlags,
  })
  return path.join(root, 'build/bench', output)
}
