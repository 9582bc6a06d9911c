import { Script } from 'node:vm'
import { runtime } from '../../src/native/runtime.js'
import type { TestSession } from '../../src/session/contract.js'

type TestRunner = typeof import('vitest').TestRunner

/** What a runner may have to run the function of a test; that of Vitest has none, and calls the function itself. */
interface Running {
  runTask?(test: object): unknown
}

/** Frames of a file of such a name are left out of the stacks that Vitest shows: ours would stand in that of every failed test. */
const hidden = { filename: 'node:osaurus-mockhost' }

/** As it is, so that the runner waits for no promise more. */
const running = '(starts, functionOf) => function runTask(test) { starts(); return functionOf(test)() }'

/**
 * Has each test know when its own function starts, behind the hooks before it: once for each attempt. A runner of the user that
 * runs the functions itself stays as it is.
 */
export function timeTests({ prototype, getTestFn }: TestRunner): void {
  const runner = prototype as object as Running
  if (runner.runTask !== undefined) return
  const make = new Script(running, hidden).runInThisContext()
  runner.runTask = make(startClock, getTestFn)
}

function startClock(): void {
  const session = runtime().session() as TestSession | undefined
  if (session?.hasEnded === false) session.clock.start(session.info.timeout)
}
