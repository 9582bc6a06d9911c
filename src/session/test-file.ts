import { isMainThread } from 'node:worker_threads'
import { MockHostError } from '../errors/mockhost-error.js'
import { realNow } from '../host/real-timers.js'
import { createChildContext, createRootContext, type InstallContext } from '../native/install-context.js'
import { runtime } from '../native/runtime.js'
import type { TestInfo, TestSession, UsedSession } from './contract.js'
import { describeLeftover, leftoversOf } from './leftovers.js'

/** Ended hosts of a file that keep their native memory, so that late reads stay cheap. */
const keptHosts = 64

/** Milliseconds that a call into a plugin is given up before the test's own limit, so that its error is the one shown. */
const graceBeforeTimeout = 500

let fileTokens = 0

/** What happened in a test beyond its own assertions. */
export interface TestEnd {
  /** Reasons to fail the test. */
  readonly errors: readonly unknown[]
  /** Lines for the run's output. */
  readonly notes: readonly string[]
}

/**
 * The tests of one file, as an environment wraps them: `begin`, `run` as often as there are functions
 * (hooks, body), `end`; and `finish` once after the last test.
 */
export class TestFile {
  readonly #token = ++fileTokens
  readonly #ended: UsedSession[] = []
  #closed = 0

  begin(info: TestInfo): TestSession {
    const session = new Session(info, this.#token)
    if (info.isSerialized) session.bottom.stack = runtime().binding().core.threadStack()
    noteCompany(session)
    runtime().running.add(session)
    return session
  }

  run<R>(session: TestSession, body: () => R): R {
    return runtime().runIn(session.context, body)
  }

  /** Never throws. */
  async end(session: TestSession): Promise<TestEnd> {
    const { used, bottom } = session
    const errors = [...(await destroyPlugins(session)), ...((await used?.finish()) ?? [])]
    for (const left of [...bottom.scope.installed].reverse()) {
      errors.push(leftInstalled(left.name, session.info.name))
      left.uninstallAnywhere()
    }
    const leftovers = [...bottom.scope.loaded].flatMap((plugin) => plugin.leftovers)
    errors.push(...leftoversOf(session.info, leftovers))
    session.hasEnded = true
    runtime().running.delete(session)
    if (used !== undefined) this.#keep(used)
    return { errors, notes: leftovers.map(describeLeftover) }
  }

  /** Reasons to fail the file: calls that came after the test that owned their host. */
  finish(): readonly unknown[] {
    const errors = this.#ended.flatMap((used) => used.lateDrops())
    for (const used of this.#ended.slice(this.#closed)) used.close()
    return errors
  }

  #keep(used: UsedSession): void {
    this.#ended.push(used)
    if (this.#ended.length - this.#closed > keptHosts) this.#ended[this.#closed++]?.close()
  }
}

/** Of the tests on this JS thread; those on other threads run at the same time only where no lease keeps them apart. */
function noteCompany({ bottom, info }: TestSession): void {
  const { running } = runtime()
  for (const other of running) (other as TestSession).bottom.scope.hasCompany = true
  bottom.scope.hasCompany = running.size > 0 || (!isMainThread && info.options.serialize === false)
}

class Session implements TestSession {
  readonly info: TestInfo
  readonly bottom: InstallContext
  readonly context: InstallContext
  hasEnded = false
  used?: UsedSession

  constructor(info: TestInfo, fileToken: number) {
    const deadline = info.timeout === undefined ? undefined : realNow() + info.timeout - graceBeforeTimeout
    this.info = info
    this.bottom = createRootContext(this, { fileToken, deadline })
    this.context = createChildContext(this.bottom)
  }
}

/** Where the test stood: what `destroy` calls belongs to its host, not to one that is installed around the tests. */
function destroyPlugins({ bottom, context }: TestSession): Promise<unknown[]> {
  return runtime().runIn(context, async () => {
    const errors: unknown[] = []
    for (const plugin of [...bottom.scope.loaded].reverse()) errors.push(...(await plugin.destroyAtEnd()))
    return errors
  })
}

function leftInstalled(host: string, test: string): MockHostError {
  return new MockHostError({
    code: 'LEFT_INSTALLED',
    message: `The test "${test}" left ${host} installed.`,
    fix: 'uninstall it before the test ends: using host = new MockHost(), or withInstalled',
  })
}
