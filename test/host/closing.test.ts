import { inspect } from 'node:util'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { describe, expect, it } from 'vitest'
import { MockHost } from '../../src/index.js'
import { runtime } from '../../src/native/runtime.js'
import { loadChatter } from '../plugin/load-fixture.js'
import { installHost } from './install-host.js'
import { violationsOf } from './violations-of.js'

setFlagsFromString('--expose-gc')
const collectGarbage = runInNewContext('gc') as () => void

const closed = expect.objectContaining({ code: 'HOST_CLOSED' })
const liveHosts = () => runtime().binding().counters.liveHosts

/** A host that has seen a little of everything. */
async function usedHost(): Promise<MockHost> {
  const { host, plugin } = await loadChatter()
  host.on.config_get.reply('eu')
  await plugin.invoke('free_none')
  host.api.log(2, 'hello')
  host.api.dispatch('{"prompt":"hi"}')
  host.api.log(2, null)
  host.api.freeString(0x1000n)
  await plugin.destroy()
  return host
}

/** Everything that can be read. */
function readAll(host: MockHost) {
  return {
    id: host.id,
    name: host.name,
    calls: [...host.calls],
    messages: host.logs.messages,
    dispatches: host.dispatches.requests,
    threads: host.threads,
    violations: [...host.violations],
    drops: host.drops,
    strings: {
      ...Object.fromEntries(['handedOut', 'freed', 'badFrees'].map((key) => [key, host.strings[key as 'freed']])),
    },
    outstanding: host.strings.outstanding.map(({ text }) => text),
  }
}

describe('close', () => {
  it('uninstalls, and gives the native host back', () => {
    const host = installHost()
    const before = liveHosts()
    host.close()
    expect(host.isInstalled).toBe(false)
    expect(liveHosts()).toBe(before - 1)
  })

  it('leaves everything readable that was read before', async () => {
    const host = await usedHost()
    const before = readAll(host)
    host.close()
    expect(readAll(host)).toEqual(before)
  })

  it('leaves everything readable that nobody has read yet, also when the memory is used again', async () => {
    const host = await usedHost()
    host.close()
    const next = installHost()
    next.api.log(2, 'of another host')
    expect(host.logs.messages).toEqual([
      'entry',
      'init',
      'get_manifest',
      'hello',
      expect.stringMatching(/^task .* 0$/),
      'destroy',
    ])
    expect(violationsOf(host, 'NULL_ARGUMENT', 'BAD_FREE')).toMatchObject([
      { rule: 'NULL_ARGUMENT' },
      { rule: 'BAD_FREE' },
    ])
    expect(host.strings.outstanding).toMatchObject([{ text: 'eu' }])
    expect(next.logs.messages).toEqual(['of another host'])
  })

  it('does not hide that a string came back afterwards (R11)', async () => {
    const { host, plugin } = await loadChatter()
    host.on.config_get.reply('eu')
    await plugin.invoke('free_none')
    await plugin.destroy()
    host.close()
    expect(host.strings).toMatchObject({ handedOut: 1, freed: 0 })
    expect(host.strings.outstanding).toHaveLength(1)
  })

  it.each<[string, (host: MockHost) => unknown]>([
    ['hostAPIPointer', (host) => host.hostAPIPointer()],
    ['withInstalled', (host) => host.withInstalled(() => {})],
    ['api', (host) => host.api],
    ['reset', (host) => host.reset()],
    ['on.<slot>.reply', (host) => host.on.config_get.reply('x')],
    ['on.<slot>.replyOnce', (host) => host.on.config_get.replyOnce('x')],
    ['on.<slot>.replyWith', (host) => host.on.config_get.replyWith(() => 'x')],
    ['a hook', (host) => Object.assign(host, { onConfigGet: () => null })],
    ['activeAgentId', (host) => Object.assign(host, { activeAgentId: 'agent' })],
  ])('makes %s throw HOST_CLOSED', (_, act) => {
    const host = installHost()
    host.close()
    expect(() => act(host)).toThrow(closed)
  })

  it('makes load and idle reject with HOST_CLOSED', async () => {
    const host = installHost()
    host.close()
    await expect(host.load('libnothing')).rejects.toThrow(closed)
    await expect(host.idle()).rejects.toThrow(closed)
  })

  it('refuses calls of an API that was taken before', () => {
    const host = installHost()
    const { api } = host
    host.close()
    expect(() => api.log(2, 'too late')).toThrow(closed)
  })

  it('says so in a message with a way out', () => {
    const host = new MockHost({ name: 'mine' })
    host.close()
    expect(() => host.hostAPIPointer()).toThrowErrorMatchingInlineSnapshot(`
      [MockHostError: HOST_CLOSED: mine was closed, and its native memory given back.
        to fix      read what you need before close(), or make another MockHost
        more        docs/errors/HOST_CLOSED.md]
    `)
  })

  it('is harmless twice, and on a host that was never used', () => {
    const host = new MockHost()
    host.close()
    host.close()
    host.uninstall()
    host[Symbol.dispose]()
    expect(host.calls.entries).toEqual([])
  })

  it('of a host that is not the last one throws NOT_LAST_INSTALLED, and nothing is closed', () => {
    const outer = installHost()
    const inner = installHost()
    expect(() => outer.close()).toThrow(expect.objectContaining({ code: 'NOT_LAST_INSTALLED' }))
    inner.uninstall()
    outer.api.log(2, 'still open')
    expect(outer.logs.length).toBe(1)
  })
})

describe('a host that nobody holds any more', () => {
  /** Lets go of a host that was used, and says whether it is there. */
  async function letGo(): Promise<() => boolean> {
    const host = new MockHost()
    host.onConfigGet = () => 'eu'
    host.withInstalled((api) => api.configGet('region'))
    expect(host.calls.length).toBe(2)
    const reference = new WeakRef(host)
    return () => reference.deref() !== undefined
  }

  async function collectUntil(holds: () => boolean): Promise<void> {
    for (let tries = 0; tries < 50 && !holds(); tries++) {
      // What `deref` answered is kept until the end of the turn.
      await new Promise((resolve) => setTimeout(resolve, 5))
      collectGarbage()
    }
  }

  it('is collected, and its native host goes back', async () => {
    const before = liveHosts()
    const isThere = await letGo()
    await collectUntil(() => !isThere() && liveHosts() <= before)
    expect(isThere()).toBe(false)
    expect(liveHosts()).toBeLessThanOrEqual(before)
  })

  it('stays while it is installed', async () => {
    const pointers: WeakRef<MockHost>[] = []
    const install = () => {
      const host = new MockHost()
      host.hostAPIPointer()
      pointers.push(new WeakRef(host))
    }
    install()
    collectGarbage()
    await new Promise(setImmediate)
    collectGarbage()
    const host = pointers[0]?.deref()
    expect(host?.isInstalled).toBe(true)
    host?.close()
  })

  it('stays while one of its recorders is held', async () => {
    const take = () => {
      const host = new MockHost()
      host.withInstalled((api) => api.log(2, 'kept'))
      return host.logs
    }
    const logs = take()
    collectGarbage()
    await new Promise(setImmediate)
    collectGarbage()
    expect(logs.messages).toEqual(['kept'])
  })
})

describe('printed by util.inspect', () => {
  it('a host says its number, state, profile and how many calls came', () => {
    const host = new MockHost({ profile: 'upstream' })
    expect(inspect(host)).toBe("MockHost { not installed, profile: 'upstream', calls: 0 }")
    host.withInstalled((api) => {
      api.log(2, 'hello')
      expect(inspect(host)).toBe(`MockHost ${host.id} { installed, profile: 'upstream', calls: 1 }`)
    })
    host.close()
    expect(inspect(host)).toBe(`MockHost ${host.id} { closed, profile: 'upstream', calls: 1 }`)
  })
})

describe('the config of a host that was closed', () => {
  it('can be read though nobody looked before, and is not that of the host that has the memory now', () => {
    const host = new MockHost()
    host.withInstalled((api) => api.configSet('region', 'eu'))
    host.close()
    const next = installHost()
    next.api.configSet('region', 'us')
    expect(host.config.values).toMatchObject([{ key: 'region', value: 'eu' }])
  })
})
