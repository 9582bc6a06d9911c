import { describe, expect, it } from 'vitest'
import { MockHost, type Plugin } from '../../src/index.js'
import { installHost } from '../host/install-host.js'
import { slowAnswer } from '../host/slow-answer.js'
import { compileGate } from './gate-plugin.js'
import { loadChatter, loadFixture } from './load-fixture.js'

const turn = () => new Promise((resolve) => setImmediate(resolve))

/** What the frames of a host logged, as the plugin said it. */
const said = (host: MockHost) => host.logs.messages.filter((message) => !/^(entry|init|get_manifest)$/.test(message))

const ways: readonly [way: string, log: (plugin: Plugin, message: string) => unknown][] = [
  ['invoke', (plugin, message) => plugin.invoke('log', { message })],
  ['invokeSync', (plugin, message) => plugin.invokeSync('log', { message })],
]

describe.each(ways)('a call of the plugin by %s', (_, log) => {
  it('is for the host on top where it is made, whichever loaded the plugin (R1)', async () => {
    const { host: outer, plugin } = await loadChatter()
    const inner = new MockHost()
    await log(plugin, 'before')
    await inner.withInstalled(async () => {
      await turn()
      await log(plugin, 'inside')
    })
    await log(plugin, 'after')
    expect(said(outer)).toEqual(['before', 'after'])
    expect(said(inner)).toEqual(['inside'])
    expect(inner.logs.last?.call).toMatchObject({ role: 'install', frame: { kind: 'invoke' } })
  })

  it('is for the own host of each of two async bodies side by side (R1)', async () => {
    const { host: outer, plugin } = await loadChatter()
    const hosts = [new MockHost(), new MockHost()]
    await Promise.all(
      hosts.map((host, index) =>
        host.withInstalled(async (api) => {
          for (let round = 0; round < 5; round++) {
            api.configSet('round', `${index} ${round}`)
            await turn()
            await log(plugin, `${index} ${round}`)
            await new Promise((resolve) => setTimeout(resolve, (round + index) % 2))
          }
        }),
      ),
    )
    const rounds = (index: number) => [0, 1, 2, 3, 4].map((round) => `${index} ${round}`)
    for (const [index, host] of hosts.entries()) {
      expect(said(host)).toEqual(rounds(index))
      expect(host.configWrites.writes.map((write) => write.kind === 'set' && write.value)).toEqual(rounds(index))
      expect(host.drops).toEqual([])
    }
    expect(said(outer)).toEqual([])
    expect(outer.drops).toEqual([])
  })

  it('sees nothing of an async body that is not its own (R1)', async () => {
    const { host, plugin } = await loadChatter()
    const { asked, respond, answer } = slowAnswer()
    const elsewhere = new MockHost()
    const body = elsewhere.withInstalled(respond)
    await asked
    await log(plugin, 'beside')
    answer('over')
    await body
    expect(said(host)).toEqual(['beside'])
    expect(elsewhere.calls.length).toBe(0)
  })
})

describe('a call in progress', () => {
  it('that is awaited keeps its host, though another is installed meanwhile', async () => {
    const host = installHost()
    const plugin = await host.load(await compileGate())
    const { respond, asked, answer } = slowAnswer()
    host.on.config_get.replyWith(respond)
    const call = plugin.invoke('pass the gate')
    await asked
    const other = new MockHost()
    other.hostAPIPointer()
    answer('open')
    await call
    other.uninstall()
    await plugin.destroy()
    expect(said(host)).toEqual(['behind the gate'])
    expect(other.calls.length).toBe(0)
  })

  it('that this thread waits for sees hosts that a responder installs, and those below again (R1)', async () => {
    const host = installHost()
    const plugin = await host.load(await compileGate())
    const inner = new MockHost()
    const passGate = () => void plugin.invokeSync('pass the gate')
    host.onConfigGet = () => {
      if (!inner.isInstalled) inner.hostAPIPointer()
      return null
    }
    passGate()
    inner.uninstall()
    host.onConfigGet = () => null
    passGate()
    await plugin.destroy()
    expect(said(inner)).toEqual(['behind the gate'])
    expect(said(host)).toEqual(['behind the gate'])
  })
})

describe('a plugin that is loaded while another host stands on top', () => {
  it('gets the table of the host that loads it, so that its threads speak to that host (R8)', async () => {
    const host = installHost({ attribution: 'table' })
    const inner = new MockHost({ attribution: 'table' })
    const plugin = await inner.withInstalled(() => loadFixture(host, 'chatter', { image: 'test' }))
    await plugin.invoke('storm', { threads: 1, count: 1, message: 'from behind' })
    expect(host.calls.from('background').map(({ args }) => args.message)).toEqual(['from behind 0 0'])
    expect(inner.drops).toEqual([])
  })
})

describe('a responder of the host on top that returns a promise', () => {
  it('is refused at once in a synchronous call that another host makes', async () => {
    const { plugin } = await loadChatter()
    const inner = installHost()
    inner.on.config_get.replyWith(async () => 'too late')
    expect(plugin.invokeSync('config_get', { key: 'a' }, { timeout: 2000 })).toMatchObject({ ok: true, result: null })
    expect(inner.violations.map(({ rule }) => rule)).toContain('ASYNC_ANSWER_IN_SYNC_CALL')
  })
})
