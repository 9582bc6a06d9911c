import { host, plugin } from 'osaurus-mockhost'
import { afterEach, beforeEach, describe, expect, onTestFinished, test } from 'vitest'

const withFixture = test.extend({
  fixture: async ({ task: _ }, use) => {
    await use('value')
    host.api.log(1, 'fixture')
  },
})

describe('the end of a test', () => {
  let kept
  let api
  let inDestroy

  beforeEach(() => () => kept && host.api.log(1, 'clean-up of beforeEach'))
  afterEach(async () => {
    await null
    host.api.log(1, 'afterEach')
  })

  withFixture('runs all hooks first', async ({ fixture }) => {
    onTestFinished(() => host.api.log(1, 'onTestFinished'))
    await plugin.invoke('log', { message: fixture })
    kept = host.logs
    api = host.api
    inDestroy = () => kept.entries.find(({ message }) => message === 'destroy')?.call
  })

  test('then destroys the plugin, in the test and its host still', () => {
    expect(kept.messages).toEqual([
      'entry',
      'init',
      'get_manifest',
      'value',
      'afterEach',
      'clean-up of beforeEach',
      'fixture',
      'onTestFinished',
      'destroy',
    ])
    expect(inDestroy()).toMatchObject({ role: 'install', frame: { kind: 'destroy' } })
  })

  test('and ends the host, which then refuses to act', () => {
    expect(() => api.log(1, 'too late')).toThrow(/HOST_ENDED: The host of the test "[^"]*runs all hooks first"/)
    expect(kept.messages).not.toContain('too late')
  })
})
