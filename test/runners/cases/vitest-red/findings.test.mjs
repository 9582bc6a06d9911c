import { host, plugin } from 'osaurus-mockhost'
import { hostOptions } from 'osaurus-mockhost/vitest'
import { describe, expect, test } from 'vitest'

hostOptions({
  failOn: ['violations', 'leaks', 'leftovers'],
  allowViolations: { CALL_DURING_ENTRY: 'chatter logs there' },
})

async function keepString() {
  host.on.config_get.reply('eu')
  await plugin.invoke('free_none', {}, { agentId: 'A' })
}

test('breaks a rule', async () => {
  await plugin.invoke('call', { slot: 'log', args: ['message'], level: 9 })
})

test('breaks a rule and says so', async () => {
  await plugin.invoke('call', { slot: 'log', args: ['message'], level: 9 })
  expect(host).toHaveViolations('LOG_LEVEL_OUT_OF_RANGE')
})

test('keeps a string', keepString)

test('keeps a string and says so', async () => {
  await keepString()
  expect(host).not.toHaveFreedEveryString()
})

describe('with an old table', () => {
  hostOptions({ abiVersion: 5 })
  test('keeps what nobody can tell of', keepString)
})

describe('with a rule that is allowed', () => {
  hostOptions({ allowViolations: { LOG_LEVEL_OUT_OF_RANGE: 'issue 12' } })
  test('breaks it and passes', async () => {
    await plugin.invoke('call', { slot: 'log', args: ['message'], level: 9 })
    expect(host.violations).toMatchObject([{ allowed: 'chatter logs there' }, { allowed: 'issue 12' }])
  })
})

test('keeps to the rules', async () => {
  expect(await plugin.invoke('log', { message: 'hello' })).toSucceed()
  expect(host).not.toHaveViolations()
  expect(host).toHaveFreedEveryString()
})

test('leaves a thread', async () => {
  await plugin.invoke('linger', { until: 'never' })
})
