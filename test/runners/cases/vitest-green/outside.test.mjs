import { host, isMockHostError } from 'osaurus-mockhost'
import { beforeAll, describe, expect, test } from 'vitest'

function codeOf(body) {
  try {
    body()
    return 'nothing thrown'
  } catch (error) {
    return isMockHostError(error) ? error.code : error
  }
}

const atTheTop = codeOf(() => host.calls)
let beforeTheTests
beforeAll(() => {
  beforeTheTests = codeOf(() => host.calls)
})

test('there is no host outside of a test', () => {
  expect([atTheTop, beforeTheTests]).toEqual(['NO_TEST_HOST', 'NO_TEST_HOST'])
})

describe('what a test leaves running', () => {
  let release
  let leftOver
  let kept

  test('the leaver', () => {
    kept = host.logs
    host.api.log(1, 'kept')
    const released = new Promise((resolve) => {
      release = resolve
    })
    leftOver = released.then(() => {
      host.api.log(1, 'too late')
    })
  })

  test('is refused, and told whose host that was', async () => {
    release()
    await expect(leftOver).rejects.toMatchObject({ code: 'HOST_ENDED' })
    await expect(leftOver).rejects.toThrow('what a test leaves running > the leaver')
    expect(host.calls.length).toBe(0)
  })

  test('can still be read', () => {
    expect(kept.messages).toEqual(['kept'])
  })
})

test('a server outside the async chain uses the host of the only running test', async () => {
  const { EventEmitter } = await import('node:events')
  const emitter = new EventEmitter()
  const { AsyncLocalStorage } = await import('node:async_hooks')
  const outside = AsyncLocalStorage.snapshot()
  emitter.on('request', () => outside(() => host.api.log(1, 'request')))
  emitter.emit('request')
  expect(host).toHaveLogged('request')
})
