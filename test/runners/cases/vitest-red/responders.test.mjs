import { host, plugin } from 'osaurus-mockhost'
import { hostOptions } from 'osaurus-mockhost/vitest'
import { describe, expect, test } from 'vitest'

test('has a responder that throws', async () => {
  host.onHttpRequest = () => {
    throw new Error('no such city')
  }
  expect(await plugin.invoke('http', {})).toSucceed(/network_error/)
})

test('has a responder that answers no text', async () => {
  host.onHttpRequest = () => 200
  expect(await plugin.invoke('http', {})).toSucceed(/returned a number instead of a string/)
})

describe('with little patience', () => {
  hostOptions({ responderTimeout: 50 })

  test('has a responder that never answers', async () => {
    host.onHttpRequest = () => new Promise(() => {})
    expect(await plugin.invoke('http', {})).toSucceed(/did not answer within 50 ms/)
    expect(host).toHaveViolations('RESPONDER_TIMED_OUT')
  })
})
