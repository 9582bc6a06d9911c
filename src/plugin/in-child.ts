import { type ChildProcess, fork } from 'node:child_process'
import { join } from 'node:path'
import { type ErrorRecord, MockHostError } from '../errors/mockhost-error.js'
import { packageRoot } from '../errors/package-root.js'
import type { MockHost } from '../host/mock-host.js'
import type { MockHostOptions } from '../host/options.js'
import { startTimer, stopTimer } from '../host/real-timers.js'
import type { LoadOptions, Plugin } from './contract.js'

/** What the body of `inChild` gets, in the process in which it runs. */
export interface ChildScope<Args = undefined> {
  /** An installed host of that process. */
  readonly host: MockHost
  /** Loads a plugin for it; paths are relative to the working directory, which is the same. */
  load(path: string, options?: LoadOptions): Promise<Plugin>
  /** What `inChild` was given. */
  readonly args: Args
}

/** Options of `inChild`. */
export interface ChildOptions<Args = undefined> extends Omit<MockHostOptions, 'name'> {
  /** Milliseconds until the process is killed, with all that it has started; default 30 000. */
  readonly timeout?: number
  /** Handed to the body. It may be anything that `structuredClone` copies. */
  readonly args?: Args
}

/** What the child answers. */
export type ChildAnswer = { readonly value: unknown } | { readonly error: ChildError }

/** An error on its way from one process to the other. */
export interface ChildError {
  readonly message: string
  readonly stack: string | undefined
  /** Of an error of this package. */
  readonly record: ErrorRecord | undefined
}

/**
 * Runs a function in a process of its own, with a host that is installed there: for what would take the process of the tests
 * along, such as a crash on the thread of JavaScript itself.
 *
 * The function is sent as text: it sees its argument, globals, and what it imports with `import()`; nothing of the file that it
 * stands in. What it returns is copied back. Its process dies with it, and so does what it has started.
 *
 * @example
 * await expect(() => inChild(({ host }) => host.api.freeString(16n))).not.toCrash()
 *
 * @throws what the function throws; `PLUGIN_CRASHED`, `PLUGIN_EXITED` and `PLUGIN_TIMED_OUT` when the process ends otherwise
 */
export function inChild<Result, Args = undefined>(
  body: (scope: ChildScope<Args>) => Result,
  options: ChildOptions<Args> = {},
): Promise<Awaited<Result>> {
  const { timeout = 30_000, args, ...hostOptions } = options
  const child = start()
  return new Promise((resolve, reject) => {
    const timer = startTimer(() => {
      kill(child)
      reject(timedOut(timeout))
    }, timeout)
    const settle = (act: () => void) => {
      stopTimer(timer)
      kill(child)
      act()
    }
    child.once('message', (answer: ChildAnswer) => {
      settle(() => ('value' in answer ? resolve(answer.value as Awaited<Result>) : reject(revive(answer.error))))
    })
    child.once('error', (error) => settle(() => reject(error)))
    child.once('exit', (code, signal) => settle(() => reject(ended(code, signal))))
    child.send({ body: String(body), hostOptions, args })
  })
}

/** Without what a runner tells its own processes: it would mislead one that is none. */
function start(): ChildProcess {
  const { NODE_OPTIONS: _, NODE_V8_COVERAGE: __, ...env } = process.env
  return fork(join(packageRoot(), 'dist/in-child-program.cjs'), [], {
    serialization: 'advanced',
    detached: true, // The leader of a group, which is killed as a whole.
    execArgv: [],
    env,
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  })
}

function kill({ pid }: ChildProcess): void {
  if (pid === undefined) return
  try {
    process.kill(-pid, 'SIGKILL')
  } catch {
    // Nobody of the group is left.
  }
}

function revive({ message, stack, record }: ChildError): Error {
  const error = record === undefined ? new Error(message) : new MockHostError(record)
  if (stack !== undefined) error.stack = stack
  return error
}

const during = 'inChild'

function ended(code: number | null, signal: NodeJS.Signals | null): MockHostError {
  if (signal === null) {
    return new MockHostError({
      code: 'PLUGIN_EXITED',
      message: `The process of inChild ended with code ${code} before its function had returned.`,
      fix: 'look for exit(), _exit() or process.exit() in what the function calls',
      end: { how: 'exit', exitCode: code ?? 0, during },
    })
  }
  return new MockHostError({
    code: 'PLUGIN_CRASHED',
    message: `The process of inChild crashed with ${signal}.`,
    fix: 'look at the last calls of the function; a crash on the thread of JavaScript has no backtrace',
    end: { how: 'crash', signal, during },
  })
}

function timedOut(timeout: number): MockHostError {
  return new MockHostError({
    code: 'PLUGIN_TIMED_OUT',
    message: `The function of inChild did not return within ${timeout} ms, so its process was killed.`,
    fix: 'look for a lock or a loop; a longer limit is { timeout: milliseconds }',
    end: { how: 'hang', during },
  })
}
