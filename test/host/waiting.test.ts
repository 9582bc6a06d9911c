import { afterEach, describe, expect, it, vi } from 'vitest'
import { isMockHostError } from '../../src/index.js'
import { loadChatter } from '../plugin/load-fixture.js'
import { installHost } from './install-host.js'
import { slowAnswer } from './slow-answer.js'

afterEach(() => void vi.useRealTimers())

const rejection = (promise: Promise<unknown>) =>
  promise.then(
    () => undefined,
    (error: unknown) => error,
  )

describe('until', () => {
  it('resolves at once when the condition holds, and passes the host to it', async () => {
    const host = installHost()
    host.api.log(2, 'hello')
    await host.until((given) => given === host && given.logs.length === 1)
  })

  it('waits for calls that the plugin makes from its own threads', async () => {
    const { host, plugin } = await loadChatter()
    await plugin.invoke('storm_detached', { threads: 2, count: 10, message: 'storm' })
    await host.until(({ logs }) => logs.messages.filter((message) => message.startsWith('storm')).length === 20)
  })

  it('rejects after its timeout with the calls so far', async () => {
    const host = installHost()
    host.api.onNewThread((api) => api.log(2, 'the only call'), { name: 'caller' })
    const error = await rejection(host.until(() => false, { timeout: 20 }))
    expect(isMockHostError(error, 'UNTIL_TIMED_OUT')).toBe(true)
    expect((error as Error).message.replace(/background +\d+/, 'background N')).toMatchInlineSnapshot(`
      "UNTIL_TIMED_OUT: The condition did not come true within 20 ms.
        calls
              #  thread                 frame  slot  arguments
              1  background N "caller"  –      log   info, "the only call"
        to fix      check what the plugin was to do by then; a longer wait is { timeout: milliseconds }
        more        docs/errors/UNTIL_TIMED_OUT.md"
    `)
  })

  it('says so when no call came', async () => {
    const error = await rejection(installHost().until(() => false, { timeout: 1 }))
    expect((error as Error).message).toContain('no call reached the host')
  })

  it('rejects with what the condition throws', async () => {
    const fail = () => {
      throw new Error('from the condition')
    }
    await expect(installHost().until(fail)).rejects.toThrow('from the condition')
  })

  it('refuses a condition that returns a promise, which would always be true', async () => {
    const rejecting = (async () => {
      throw new Error('nobody handles this')
    }) as never
    expect(isMockHostError(await rejection(installHost().until(rejecting)), 'INVALID_ARGUMENT')).toBe(true)
  })

  it('works under fake timers', async () => {
    const { host, plugin } = await loadChatter()
    vi.useFakeTimers()
    await plugin.invoke('storm_detached', { threads: 1, count: 1, message: 'storm' })
    await host.until(({ logs }) => logs.contains('storm'))
    expect(isMockHostError(await rejection(host.until(() => false, { timeout: 20 })), 'UNTIL_TIMED_OUT')).toBe(true)
  })
})

describe('idle', () => {
  it('resolves when no call came for a while', async () => {
    const { host, plugin } = await loadChatter()
    await plugin.invoke('storm_detached', { threads: 4, count: 100, message: 'storm' })
    await host.idle()
    expect(host.logs.messages.filter((message) => message.startsWith('storm'))).toHaveLength(400)
  })

  it('waits for a call of the plugin in progress', async () => {
    const { host, plugin } = await loadChatter()
    let hasReturned = false
    const call = plugin.invoke('block').then(() => {
      hasReturned = true
    })
    const idle = host.idle({ quiet: 20 }).then(() => hasReturned)
    await new Promise((resolve) => setTimeout(resolve, 60))
    await plugin.invoke('unblock')
    expect(await idle).toBe(true)
    await call
  })

  it('does not wait for calls that were made for another host', async () => {
    const busy = await loadChatter({}, { image: 'test' })
    const host = installHost()
    const { respond, asked, answer } = slowAnswer()
    busy.host.onHttpRequest = respond
    busy.host.onConfigGet = () => null
    host.uninstall()
    const call = busy.plugin.invoke('http', {})
    await asked
    await host.idle({ quiet: 10, timeout: 1000 })
    answer('{}')
    await call
    host.hostAPIPointer()
  })

  it('rejects when calls keep coming', async () => {
    const { host, plugin } = await loadChatter()
    const blocked = plugin.invoke('block')
    const error = await rejection(host.idle({ quiet: 10, timeout: 50 }))
    expect(isMockHostError(error, 'IDLE_TIMED_OUT')).toBe(true)
    expect((error as Error).message).toContain('The plugin was not quiet for 10 ms within 50 ms.')
    expect((error as Error).message).toContain('get_manifest')
    await plugin.invoke('unblock')
    await blocked
  })

  it('works under fake timers', async () => {
    const host = installHost()
    vi.useFakeTimers()
    await host.idle({ quiet: 10 })
  })
})
