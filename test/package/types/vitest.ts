// The entry for Vitest.
import {
  acrossAbiVersions,
  type ConfigExpectation,
  type EndExpectation,
  type EnvironmentOptions,
  type FailOn,
  host,
  hostOptions,
  type LogExpectation,
  MockHost,
  type MockHostFixtures,
  type MockHostMatchers,
  type Plugin,
  plugin,
  serialized,
  type TextPattern,
  test,
} from 'osaurus-mockhost/vitest'

function take<T>(..._: T[]): void {}

const failOn: readonly FailOn[] = ['drops', 'leaks']
const options: EnvironmentOptions = { profile: 'production', abiVersion: 6, failOn }
take<TextPattern>('text', /text/, { asymmetricMatch: () => true })
const log: LogExpectation = { level: 'warn', from: 'install', payload: /x/ }
take<ConfigExpectation>({ agentId: 'A' })
take<EndExpectation>({ after: 'log' })
take((all: MockHostMatchers<void>) => all.toHaveLogged('ready', log))

hostOptions(options)
// @ts-expect-error no such option
hostOptions({ profiles: 'production' })
// @ts-expect-error no such word
hostOptions({ failOn: ['drop'] })

test('has fixtures', async ({
  host: mine,
  plugin: loaded,
  expect,
}: MockHostFixtures & { expect: typeof import('vitest').expect }) => {
  const given: [MockHost, Plugin] = [mine, loaded]
  expect(given).toHaveLength(2)
  expect(mine).toHaveLogged()
})
test('has what the context has', ({ host: mine, task, expect }) => {
  expect(mine.calls.length).toBe(task.name.length)
})
test('has options of its own', { meta: { mockHost: { profile: 'production' } } }, () => {})
// @ts-expect-error no such profile
test('has options that there are not', { meta: { mockHost: { profile: 'strict' } } }, () => {})

serialized('one at a time', () => {
  test('a', async () => {
    await plugin.invoke('greet')
  })
})
serialized('one at a time, defined later', async () => {})
acrossAbiVersions(
  (abiVersion) => {
    hostOptions({ abiVersion })
  },
  [5, 6],
)
// @ts-expect-error numbers
acrossAbiVersions(() => {}, ['6'])
take<boolean>(host === new MockHost(options))
