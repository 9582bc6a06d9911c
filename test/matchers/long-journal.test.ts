import { expect, it } from 'vitest'
import '../../matchers/register-vitest.js'
import { listedCalls } from '../host/listed-calls.js'
import { type CallSketch, fakeHost, ownRecorders, recordCall } from './fake-host.js'

/** A host that notes which of its calls somebody looks at. */
function watchedHost(sketches: readonly CallSketch[]) {
  const calls = sketches.map(recordCall)
  const looks: number[] = []
  const source = listedCalls(() => calls)
  const watched = {
    ...source,
    at: (place: number) => {
      looks.push(place)
      return source.at(place)
    },
    all: () => {
      throw new Error('every call was looked at')
    },
  }
  return { host: { ...fakeHost(), ...ownRecorders(() => watched) }, looks }
}

const sets = Array.from({ length: 100 }, (_, at): CallSketch => ['config_set', [`key ${at % 50}`, `${at}`]])
const gets = Array.from({ length: 100 }, (_, at): CallSketch => ['config_get', [`key ${at}`], { answer: null }])

it('matchers that name a key look at the calls with that key only', () => {
  const { host, looks } = watchedHost([...sets, ['config_delete', ['token']], ...gets])
  expect(host).toHaveWrittenConfig('key 49', '99')
  expect(host).not.toHaveWrittenConfig('other')
  expect(looks.splice(0)).toEqual([99])
  expect(host).toHaveDeletedConfig('token')
  expect(host).not.toHaveDeletedConfig('other')
  expect(looks.splice(0)).toEqual([100])
  expect(host).toHaveReadConfig('key 70')
  expect(host).not.toHaveReadConfig('other')
  expect(looks.splice(0)).toEqual([171])
  expect(host).toHaveCalledHostTimes('config_get', 100)
  expect(looks).toEqual([])
})
