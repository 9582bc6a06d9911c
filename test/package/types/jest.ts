// The entry for Jest.
import { expect } from '@jest/globals'
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
  type MockHostMatchers,
  type Plugin,
  plugin,
  serialized,
  type TextPattern,
} from 'osaurus-mockhost/jest'

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

serialized('one at a time', () => {})
// @ts-expect-error a name
serialized(() => {})
acrossAbiVersions(
  (abiVersion) => {
    hostOptions({ abiVersion })
  },
  [5, 6],
)
// @ts-expect-error numbers
acrossAbiVersions(() => {}, ['6'])
const given: [MockHost, Plugin] = [host, plugin]
take<boolean>(host === new MockHost(options))
// @ts-expect-error it waits for a call, so it is no part of a value
expect(given).toEqual([expect.toCrash(), host])
