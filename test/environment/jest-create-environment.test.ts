import { afterEach, describe, expect, it } from 'vitest'
import {
  type JestEnvironment,
  type JestEnvironmentClass,
  loadNodeEnvironment,
} from '../../environment/jest/base-environment.js'
import type { CircusState, CircusTest, DescribeBlock } from '../../environment/jest/circus.js'
import { createEnvironment } from '../../environment/jest/create-environment.js'
import { MockHost } from '../../src/index.js'
import { runtime } from '../../src/native/runtime.js'
import type { TestSession } from '../../src/session/contract.js'

const made: JestEnvironment[] = []
afterEach(async () => {
  for (const environment of made.splice(0)) await environment.teardown()
})

function make(Environment: JestEnvironmentClass, testEnvironmentOptions: object = {}): JestEnvironment {
  const projectConfig = { rootDir: '/', globals: {}, fakeTimers: {}, testEnvironmentOptions }
  const environment = new Environment({ globalConfig: {}, projectConfig }, { testPath: 'a.test.js' })
  made.push(environment)
  return environment
}

function createTest(): { test: CircusTest; state: CircusState } {
  const root: DescribeBlock = { type: 'describeBlock', name: 'root', children: [], hooks: [] }
  const test: CircusTest = { type: 'test', name: 'test', parent: root, concurrent: false, errors: [] }
  const state = { currentDescribeBlock: root, hasStarted: true, testTimeout: 5000, unhandledErrors: [] }
  return { test, state: { ...state, rootDescribeBlock: root } }
}

/** What a test of the user does that leaves a host behind. */
function installInTest(): MockHost {
  const [session] = [...runtime().running] as TestSession[]
  const own = new MockHost()
  if (session !== undefined) runtime().runIn(session.context, () => own.hostAPIPointer())
  return own
}

const NodeEnvironment = loadNodeEnvironment()
const Ours = createEnvironment(NodeEnvironment)

class Failing extends NodeEnvironment {
  override handleTestEvent({ name }: { name: string }): Promise<void> | void {
    if (name === 'test_done') return Promise.reject(new Error('of the base'))
    if (name === 'hook_start') throw new Error('of the base, at once')
  }
}

describe('a test whose end another handler of events fails', () => {
  it('ends all the same where the environment below has rejected, with that error', async () => {
    const environment = make(createEnvironment(Failing))
    const { test, state } = createTest()
    await environment.handleTestEvent?.({ name: 'test_started', test }, state)
    const own = installInTest()
    await expect(environment.handleTestEvent?.({ name: 'test_done', test }, state)).rejects.toThrow('of the base')
    expect(runtime().running.size).toBe(0)
    expect(own.isInstalled).toBe(false)
    expect(test.errors).toMatchObject([{ code: 'LEFT_INSTALLED' }])
  })

  it('has its other events handled too where the environment below throws', async () => {
    const environment = make(createEnvironment(Failing))
    const { test, state } = createTest()
    await environment.handleTestEvent?.({ name: 'test_started', test }, state)
    const [session] = [...runtime().running] as TestSession[]
    const hook = { type: 'beforeEach', timeout: 77, fn: () => {} }
    expect(() => environment.handleTestEvent?.({ name: 'hook_start', hook }, state)).toThrow('of the base, at once')
    expect(session?.bottom.scope.callLimit?.timeLeft()).toBeLessThanOrEqual(77)
  })

  it('ends with the file where the event has not come to ours', async () => {
    class Above extends Ours {
      override async handleTestEvent(event: { name: string }, state: unknown): Promise<void> {
        if (event.name === 'test_done') throw new Error('of the class above')
        await super.handleTestEvent?.(event, state)
      }
    }
    const environment = make(Above)
    const { test, state } = createTest()
    await environment.handleTestEvent?.({ name: 'test_started', test }, state)
    const own = installInTest()
    await expect(environment.handleTestEvent?.({ name: 'test_done', test }, state)).rejects.toThrow('of the class')
    await environment.teardown()
    expect(runtime().running.size).toBe(0)
    expect(own.isInstalled).toBe(false)
  })
})

describe('the end of a file', () => {
  it('fails the file for a host that it left installed outside of its tests', async () => {
    const environment = make(Ours)
    const { state } = createTest()
    const expectOfFile = { extend: () => {} }
    await environment.handleTestEvent?.({ name: 'setup', runtimeGlobals: { expect: expectOfFile } }, state)
    const own = new MockHost()
    own.hostAPIPointer()
    await environment.handleTestEvent?.({ name: 'run_finish' }, state)
    expect(state.unhandledErrors).toMatchObject([{ code: 'LEFT_INSTALLED' }])
    expect(own.isInstalled).toBe(false)
  })
})

describe('options that are not ours', () => {
  class Database extends Ours {
    readonly url: unknown

    // biome-ignore lint/suspicious/noExplicitAny: TypeScript asks this of the constructor of a mixin class
    constructor(...args: any[]) {
      super(...args)
      this.url = args[0].projectConfig.testEnvironmentOptions.dbUrl
    }
  }

  it('may be those of a class that extends the environment', () => {
    expect(make(Database, { dbUrl: 'sqlite:', profile: 'full' })).toMatchObject({ url: 'sqlite:' })
    expect(() => make(Database, { profil: 'full' })).toThrow(/UNKNOWN_OPTION[\s\S]*did you mean "profile"/)
  })

  it('are refused by the environment itself', () => {
    expect(() => make(Ours, { dbUrl: 'sqlite:' })).toThrow(/UNKNOWN_OPTION[\s\S]*"dbUrl"/)
  })
})
