import { describe, expect, it } from 'vitest'
import { limitsOf } from '../../src/host/simulation/limits.js'
import type { MockHost, MockHostOptions, Plugin } from '../../src/index.js'
import { installHost } from '../host/install-host.js'
import { libraryOf, loadChatter, loadFixture } from './load-fixture.js'

/** Milliseconds in which a thread comes to where it hangs, on a machine that has much else to do. */
const enough = 500

const onLinux = it.runIf(process.platform === 'linux')

/** A plugin of an image of its own: what hangs in it concerns no other test. */
async function loadTangler(options: MockHostOptions = {}): Promise<{ host: MockHost; plugin: Plugin }> {
  const host = installHost(options)
  return { host, plugin: await loadFixture(host, 'tangler', { image: 'test' }) }
}

/** The error of a call that is late, as the author sees it, without what is never twice the same. */
async function lateness(call: Promise<unknown>): Promise<string> {
  const error = await call.then(() => 'it returned', String)
  return error.replaceAll(/0x[0-9a-f]+/g, '0x…').replaceAll(/(since|until) \d+ ms/g, '$1 N ms')
}

describe('a call that is late', () => {
  onLinux('says which lock of its own its thread waits for, and where', async () => {
    const host = installHost()
    const plugin = await host.load(await libraryOf('crasher'), { image: 'test' })
    const late = await lateness(plugin.invoke('own_mutex', {}, { timeout: enough }))
    expect(late).toMatch(
      /its thread +"osr-frame" waits for a lock that it holds itself \(futex\), in libcrasher\.so\+0x… {2}lock_twice/,
    )
    expect(late).toMatch(/stands at\n +libcrasher\.so\+0x… {2}lock_twice\n.* {2}invoke\n/)
  })

  it.runIf(process.platform === 'linux').each([
    ['loop', 'run_for_ever'],
    ['spin', 'spin_at_start'],
  ])('says in which function its thread runs: %s', async (tool, name) => {
    const host = installHost()
    const plugin = await host.load(await libraryOf('crasher'), { image: 'test' })
    const late = await lateness(plugin.invoke(tool, {}, { timeout: enough }))
    expect(late).toContain(`"osr-frame" runs: a loop, or work that takes longer, in libcrasher.so+0x…  ${name}\n`)
  })

  onLinux('names the thread that holds the lock, and what that waits for', async () => {
    const { plugin } = await loadTangler()
    const late = await lateness(plugin.invoke('kept', {}, { timeout: enough }))
    expect(late).toMatch(/its thread +"osr-frame" waits for a lock that "keeper" \(\d+\) holds/)
    expect(late).toMatch(/meanwhile +"keeper" \(thread \d+\) waits for a file, a socket or a pipe/)
  })

  onLinux('names the other callback of a deadlock of two', async () => {
    const { host, plugin } = await loadTangler()
    const other = plugin.invoke('left_first', {}, { timeout: 60_000 })
    other.catch(() => {})
    const own = plugin.invoke('right_first', {}, { timeout: enough })
    await host.until(({ logs }) => logs.messages.filter((text) => text === 'both have one').length === 2)
    const late = await lateness(own)
    expect(late).toMatch(/its thread +"osr-frame" waits for a lock that "osr-frame" \(\d+\) holds/)
    expect(late).toMatch(
      /meanwhile +invoke "left_first" \(thread \d+\) waits for a lock that "osr-frame" \(\d+\) holds \(futex\), in libtangler\.so\+0x… {2}take_both/,
    )
  })

  onLinux('knows a condition that nobody signals', async () => {
    const { plugin } = await loadTangler()
    const late = await lateness(plugin.invoke('condition', {}, { timeout: enough }))
    expect(late).toMatch(
      /waits for a condition that another thread is to signal \(futex\), in .* {2}wait_for_condition/,
    )
  })

  it('names the thread of the plugin that waits for a responder, and how long', async () => {
    const { host, plugin } = await loadTangler({ responderTimeout: 0 })
    host.on.http_request.replyWith(() => new Promise<string>(() => {}))
    const late = await lateness(plugin.invoke('asked', {}, { timeout: enough }))
    expect(late).toMatch(
      /meanwhile +"asker" waits for the answer of http_request since N ms: the promise of its responder has not settled/,
    )
    // A machine that gives JavaScript no processor at that moment makes it late.
    expect(late).toMatch(/JavaScript +was (free|busy until N ms after the limit)/)
    if (process.platform === 'linux') expect(late).toMatch(/its thread +"osr-frame" waits for a lock that "asker"/)
  })

  it('tells a delayed answer from a promise, and a call that JavaScript has not taken from both', async () => {
    const { host, plugin } = await loadChatter({ responderTimeout: 0 }, { image: 'test' })
    host.on.http_request.reply({ status: 200 }).delay(60_000)
    const late = await lateness(plugin.invoke('http', { url: 'https://a.example' }, { timeout: enough }))
    expect(late).toMatch(/waits for the answer of http_request since N ms: its answer is delayed/)
  })

  it('says that JavaScript was busy, and in which synchronous call', async () => {
    const { host, plugin } = await loadTangler()
    const other = await loadFixture(host, 'chatter')
    const own = lateness(plugin.invoke('condition', {}, { timeout: 20 }))
    other.invokeSync('sleep_ms', { ms: 400 })
    expect(await own).toMatch(
      /JavaScript +was busy until N ms after the limit, in the synchronous call invoke "sleep_ms": no promise settles/,
    )
  })

  it('says of a synchronous call that JavaScript waits in it, and inside of which', async () => {
    const { host, plugin } = await loadChatter()
    const inner = await loadFixture(host, 'tangler', { image: 'test' })
    let late = ''
    host.on.http_request.replyWith(() => {
      try {
        inner.invokeSync('condition', {}, { timeout: 20 })
      } catch (error) {
        late = String(error)
      }
      return '{}'
    })
    plugin.invokeSync('http', { url: 'https://a.example' })
    expect(late).toMatch(/JavaScript +waited in this synchronous call, inside of invoke "http": no promise settles/)
  })
})

describe('a call under the rules of the app', () => {
  it('is given up after what the app gives a tool', async () => {
    const { plugin } = await loadTangler({ profile: 'production', limits: { toolTimeout: 40 } })
    const late = await lateness(plugin.invoke('condition'))
    expect(late).toMatch(/^MockHostError: CALL_TIMED_OUT: invoke "condition" did not return within 40 ms\./)
    expect(late).toMatch(/limit +of the app, which waits no longer; limits: \{ toolTimeout: milliseconds \}/)
  })

  it('is given up after what the app gives a route', async () => {
    const { plugin } = await loadTangler({ profile: 'production', limits: { routeTimeout: 40 } })
    const late = await lateness(plugin.handleRoute({ path: '/slow' }))
    expect(late).toMatch(/^MockHostError: CALL_TIMED_OUT: handle_route GET \/slow did not return within 40 ms\./)
  })

  it('has the timeout that it is given first of all, and under other profiles no such limit', async () => {
    const { plugin } = await loadTangler({ profile: 'production', limits: { toolTimeout: 40 } })
    const late = await lateness(plugin.invoke('condition', {}, { timeout: 60 }))
    expect(late).toMatch(/did not return within 60 ms\./)
    expect(late).not.toMatch(/limit +of the app/)
    expect(limitsOf('full').toolTimeout).toBe(Number.POSITIVE_INFINITY)
    expect(limitsOf('production')).toMatchObject({ toolTimeout: 120_000, routeTimeout: 30_000 })
  })
})

describe('a responder that is late', () => {
  it('has both sides told: its promise, and the thread that waited', async () => {
    const { host, plugin } = await loadTangler({ responderTimeout: 20 })
    host.on.http_request.replyWith(() => new Promise<string>(() => {}))
    await plugin.invoke('asked')
    expect(host.violations).toMatchObject([
      {
        rule: 'RESPONDER_TIMED_OUT',
        message:
          'The responder of http_request did not answer within 20 ms: its promise has not settled, and the thread "asker" waited for it.',
      },
    ])
  })

  it('is told apart from JavaScript that was busy', async () => {
    const { host, plugin } = await loadTangler({ responderTimeout: 20 })
    host.on.http_request.replyWith(() => {
      setImmediate(() => {
        for (const end = performance.now() + 400; performance.now() < end; );
      })
      return new Promise<string>(() => {})
    })
    await plugin.invoke('asked')
    expect(host.violations.map(({ message }) => message)).toEqual([
      expect.stringMatching(/JavaScript was busy for \d+ ms more, in which no promise settles, and the thread "asker"/),
    ])
  })
})
