import { readFileSync } from 'node:fs'
import { platform } from 'node:process'

/** How often a debugger is looked for, in milliseconds. */
const every = 50

/** Whether `OSAURUS_MOCKHOST_DEBUG=attach` is set: the author wants to look into the plugin by a debugger. */
export function isDebugging(): boolean {
  return process.env.OSAURUS_MOCKHOST_DEBUG === 'attach'
}

/**
 * Says how to attach a debugger, and keeps this thread waiting until one is there. Where nobody can tell (macOS), until
 * `SIGCONT` goes on after the `SIGSTOP` that it sends to itself.
 *
 * @param library what the debugger is to show
 */
export function waitForDebugger(library: string): void {
  const command = platform === 'darwin' ? `lldb -p ${process.pid}` : `gdb -p ${process.pid}`
  process.stderr.write(`osaurus-mockhost: ${library} is loaded, and init is next; attach a debugger: ${command}\n`)
  if (platform !== 'linux') {
    process.kill(process.pid, 'SIGSTOP')
    return
  }
  const nothing = new Int32Array(new SharedArrayBuffer(4))
  while (!hasTracer()) Atomics.wait(nothing, 0, 0, every)
}

function hasTracer(): boolean {
  const [, tracer] = /^TracerPid:\s*(\d+)/m.exec(readFileSync('/proc/self/status', 'utf8')) ?? []
  return tracer !== undefined && tracer !== '0'
}
