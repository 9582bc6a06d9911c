import { host } from 'osaurus-mockhost'
import { afterEach, aroundEach, test as base, beforeEach, describe, expect, onTestFailed, onTestFinished } from 'vitest'

const seen = []
const see = (where) => seen.push([where, host.id])

const test = base.extend({
  fixture: async ({ task: _ }, use) => {
    see('fixture')
    await use('value')
    see('fixture teardown')
  },
})

aroundEach(async (runTest) => {
  see('aroundEach before')
  await runTest()
  see('aroundEach after')
})
beforeEach(async () => {
  see('beforeEach')
  await null
  see('beforeEach after await')
  return () => see('clean-up of beforeEach')
})
afterEach(() => see('afterEach'))

describe('everything around a test', () => {
  test('uses one host', async ({ fixture }) => {
    onTestFinished(() => see('onTestFinished'))
    see('body')
    await new Promise((resolve) => setTimeout(resolve, 1))
    see('body after a timer')
    expect(fixture).toBe('value')
  })

  base('is over with its host', () => {
    const before = seen.splice(0, seen.findLastIndex(([where]) => where === 'aroundEach after') + 1)
    expect(before.map(([where]) => where)).toEqual([
      'aroundEach before',
      'beforeEach',
      'beforeEach after await',
      'fixture',
      'body',
      'body after a timer',
      'afterEach',
      'clean-up of beforeEach',
      'fixture teardown',
      'onTestFinished',
      'aroundEach after',
    ])
    expect(new Set(before.map(([, id]) => id)).size).toBe(1)
    expect(before[0][1]).not.toBe(host.id)
  })
})

describe('every attempt', () => {
  const attempts = []
  base('has a host of its own when it is repeated', { repeats: 2 }, () => {
    expect(host.logs.length).toBe(0)
    host.api.log(1, 'attempt')
    expect(attempts).not.toContain(host.id)
    attempts.push(host.id)
  })

  const retried = []
  base('has a host of its own when it is retried', { retry: 2 }, () => {
    onTestFailed(() => retried.push(host.id))
    host.api.log(1, 'attempt')
    expect(host.logs.length).toBe(1)
    expect(new Set([...retried, host.id]).size).toBe(retried.length + 1)
    expect(retried.length).toBe(2)
  })
})

test.each([1, 2, 3])('case %i starts with an empty host', (number) => {
  expect(host.calls.length).toBe(0)
  host.api.log(1, `case ${number}`)
  expect(host.logs.messages).toEqual([`case ${number}`])
})

base.fails('may be expected to fail', () => {
  host.api.log(1, 'in vain')
  expect(host).not.toHaveLogged('in vain')
})

base('may be skipped half way', (context) => {
  host.api.log(1, 'skipped')
  context.skip()
})
