// The sanitizers, and a core built for one of them.
import path from 'node:path'
import { cFlags, compileC, coreLinkFlags, coreSources } from './compile-c.mjs'
import { root, runCommand } from './run-command.mjs'

export const sanitizers = {
  address: {
    flags: ['-fsanitize=address'],
    env: { ASAN_OPTIONS: `detect_stack_use_after_return=1:detect_leaks=${process.platform === 'darwin' ? 0 : 1}` },
    // Node itself leaks at its end.
    nodeEnv: { ASAN_OPTIONS: 'detect_leaks=0:exitcode=99' },
    runtime: 'libasan.so',
  },
  undefined: {
    flags: ['-fsanitize=undefined', '-fno-sanitize-recover=all'],
    env: { UBSAN_OPTIONS: 'print_stacktrace=1:halt_on_error=1' },
    nodeEnv: { UBSAN_OPTIONS: 'print_stacktrace=1:halt_on_error=1' },
  },
  thread: {
    flags: ['-fsanitize=thread'],
    env: { TSAN_OPTIONS: 'halt_on_error=0:exitcode=66:second_deadlock_stack=1' },
    // Threads of V8 are not instrumented, and would be reported.
    nodeEnv: { TSAN_OPTIONS: 'exitcode=66:ignore_noninstrumented_modules=1' },
    runtime: 'libtsan.so',
  },
}

/** What a sanitizer prints when it finds something; a forked process keeps its exit code to itself. */
export const findings = /ERROR: AddressSanitizer|WARNING: ThreadSanitizer|runtime error:/

export const optimised = ['-O1', '-g', '-fno-omit-frame-pointer']

/**
 * Builds the core for a sanitizer.
 *
 * @param {string} name
 * @returns {Promise<Record<string, string>>} what a Node that is to load it needs in its environment
 */
export async function buildSanitizedCore(name) {
  const { flags, nodeEnv, runtime } = sanitizers[name]
  const core = `build/sanitize/${name}/libosaurus_mockhost.so`
  console.log(`${name}: compiling the core`)
  await compileC({
    sources: coreSources(),
    output: core,
    objects: `build/sanitize/${name}/objects`,
    flags: [...optimised, ...flags, ...cFlags],
    linkFlags: [...coreLinkFlags('linux'), ...flags],
  })
  const env = { ...nodeEnv, OSAURUS_MOCKHOST_CORE: path.join(root, core), MOCKHOST_SANITIZER: name }
  return runtime ? { ...env, LD_PRELOAD: await findRuntime(runtime) } : env
}

async function findRuntime(library) {
  const { output } = await runCommand(process.env.CC || 'cc', [`-print-file-name=${library}`], { quiet: true })
  return output.trim()
}
