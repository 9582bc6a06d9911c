import { describe, expect, it } from 'vitest'
import { type HostAPI, MockHost, type Plugin } from '../../src/index.js'
import { compileGate } from '../plugin/gate-plugin.js'
import { libraryOf, loadChatter, loadFixture } from '../plugin/load-fixture.js'
import { installHost } from './install-host.js'
import { slowAnswer } from './slow-answer.js'

/** Two installed hosts, so that no background call can be told whose it is. */
function installTwo(): readonly [outer: MockHost, inner: MockHost] {
  return [installHost({ name: 'outer' }), installHost({ name: 'inner' })]
}

describe('a background call while several hosts are installed', () => {
  it('is dropped, never misrouted (R4)', () => {
    const [outer, inner] = installTwo()
    for (const { api } of [outer, inner]) api.onNewThread((behind) => behind.log(2, 'whose?'))
    inner.api.log(2, 'of this thread')
    expect(outer.calls.length).toBe(0)
    expect(inner.logs.messages).toEqual(['of this thread'])
  })

  it('reaches the one that is left when the others are uninstalled (R4)', () => {
    const [outer, inner] = installTwo()
    inner.uninstall()
    outer.api.onNewThread((api) => api.log(2, 'clear again'))
    expect(outer.logs.messages).toEqual(['clear again'])
    expect(outer.drops).toEqual([])
    inner.hostAPIPointer()
  })

  it('is kept with slot, arguments, reason, thread, the host whose table it took and those that compete (R7)', () => {
    const [outer, inner] = installTwo()
    outer.api.onNewThread((api) => api.configSet('token', 'grüß'), { name: 'refresh' })
    expect(outer.drops).toEqual([
      {
        slot: 'config_set',
        args: { key: 'token', value: 'grüß' },
        reason: 'ambiguous',
        thread: { id: expect.any(Number), osId: expect.any(Number), name: 'refresh' },
        through: outer.id,
        competing: expect.arrayContaining([outer.id, inner.id]),
      },
    ])
    expect(outer.drops[0]?.competing).toHaveLength(2)
    expect(inner.drops).toEqual([])
  })

  it.each<[slot: string, call: (api: HostAPI) => unknown, args: object]>([
    ['log', (api) => api.log(-5, ''), { level: -5, message: '' }],
    ['log_structured', (api) => api.logStructured(4, 'm', null), { level: 4, message: 'm', payload: null }],
    ['config_get', (api) => api.configGet(null), { key: null }],
    ['db_query', (api) => api.dbQuery('SELECT 1', '[1]'), { sql: 'SELECT 1', params: '[1]' }],
    ['list_models', (api) => api.listModels(), {}],
  ])('keeps the arguments of %s as they were', (slot, call, args) => {
    const [outer] = installTwo()
    outer.api.onNewThread((api) => void call(api))
    expect(outer.drops).toMatchObject([{ slot, args }])
    expect(outer.drops[0]?.args).toEqual(args)
  })

  it.each<[slot: string, call: (api: HostAPI) => string | null]>([
    ['config_get', (api) => api.configGet('key')],
    ['dispatch', (api) => api.dispatch('{}')],
    ['http_request', (api) => api.httpRequest('{}')],
  ])('answers NULL in %s, as the Swift kit does, whatever was prepared', (slot, call) => {
    const [outer, inner] = installTwo()
    for (const { on } of [outer, inner]) on[slot as 'config_get'].reply('prepared')
    expect(outer.api.onNewThread(call)).toBeNull()
    expect(outer.strings.handedOut + inner.strings.handedOut).toBe(0)
  })

  it.each<[slot: string, call: (api: HostAPI) => string | null]>([
    ['db_exec', (api) => api.dbExec('SELECT 1')],
    ['db_query', (api) => api.dbQuery('SELECT 1')],
    ['task_status', (api) => api.taskStatus('id')],
    ['complete', (api) => api.complete('{}')],
    ['complete_stream', (api) => api.completeStream('{}')],
    ['embed', (api) => api.embed('{}')],
    ['list_models', (api) => api.listModels()],
    ['file_read', (api) => api.fileRead('{}')],
    ['list_active_tasks', (api) => api.listActiveTasks()],
    ['dispatch_add_issue', (api) => api.dispatchAddIssue('id', '{}')],
  ])('answers %s as a host without a context', (_, call) => {
    const [outer] = installTwo()
    expect(JSON.parse(outer.api.onNewThread(call) ?? '')).toMatchObject({ error: 'context_unavailable' })
  })

  it('asks no responder, and takes no queued answer (R7)', () => {
    const [, inner] = installTwo()
    const asked: string[] = []
    inner.onConfigGet = (key) => {
      asked.push(key)
      return key
    }
    inner.on.http_request.replyOnce('queued')
    inner.api.onNewThread((api) => [api.configGet('key'), api.httpRequest('{}')])
    expect(asked).toEqual([])
    expect(inner.api.httpRequest('{}')).toBe('queued')
  })

  it('is no drop when it asks for the agent, or gives a string back (R5, R11)', async () => {
    const { host, plugin } = await loadChatter()
    host.activeAgentId = 'agent-1'
    host.on.config_get.reply('eu')
    await plugin.invoke('free_none')
    installHost()
    expect(host.api.onNewThread((api) => api.getActiveAgentId())).toBeNull()
    host.api.onNewThread((api) => api.freeString(0x1234n))
    expect(host.drops).toEqual([])
    expect(host.strings.badFrees).toMatchObject([{ reason: 'foreign' }])
  })

  it('names at most 16 that compete', () => {
    const [outer] = installTwo()
    for (let count = 0; count < 20; count++) installHost()
    outer.api.onNewThread((api) => api.log(2, 'whose?'))
    expect(outer.drops[0]?.competing).toHaveLength(16)
  })

  it('of a plugin that logs without end is kept 1 000 times for each install', async () => {
    const { host, plugin } = await loadChatter()
    installHost()
    await plugin.invoke('storm', { threads: 2, count: 600 })
    expect(host.drops).toHaveLength(1000)
    expect(host.calls.entries.filter(({ role }) => role === 'background')).toEqual([])
  })
})

describe("with attribution: 'table'", () => {
  it('a background call goes to the host whose table it took, however many are installed (R8)', () => {
    const hosts = [1, 2, 3].map(() => installHost({ attribution: 'table' }))
    for (const { api } of hosts) api.onNewThread((behind) => behind.log(2, `through ${behind.pointer}`))
    for (const host of hosts) {
      expect(host.logs.messages).toEqual([`through ${host.api.pointer}`])
      expect(host.drops).toEqual([])
    }
  })

  it('the thread is asked before the table (R9)', () => {
    const outer = installHost({ attribution: 'table' })
    const { api } = outer
    const inner = installHost({ attribution: 'table' })
    api.log(2, "through the outer's table")
    expect(outer.calls.length).toBe(0)
    expect(inner.logs.messages).toEqual(["through the outer's table"])
  })

  it('two plugins log at once, each to its own host', async () => {
    const [one, other] = [new MockHost({ attribution: 'table' }), new MockHost({ attribution: 'table' })]
    const storm = (host: MockHost, message: string) =>
      host.withInstalled(async () => {
        const plugin = await loadFixture(host, 'chatter', { image: 'test' })
        await plugin.invoke('storm', { threads: 4, count: 50, message })
        await plugin.destroy()
      })
    await Promise.all([storm(one, 'one'), storm(other, 'other')])
    for (const [host, own] of [
      [one, 'one'],
      [other, 'other'],
    ] as const) {
      const messages = host.calls.from('background').map(({ args }) => String(args.message))
      expect(messages).toHaveLength(200)
      expect(messages.filter((message) => !message.startsWith(`${own} `))).toEqual([])
      expect(host.drops).toEqual([])
    }
  })
})

describe('a call through the table of an install that is over', () => {
  /** A plugin with a thread that keeps the table of `host`, and logs once when the tool `release` tells it to. */
  async function leaveThread(host: MockHost): Promise<Plugin> {
    const path = await libraryOf('chatter')
    return host.withInstalled(async () => {
      const plugin = await host.load(path)
      await plugin.invoke('linger', { until: 'release', message: 'late' })
      return plugin
    })
  }

  it.each([0, 1, 2])('is late, and reaches nobody, with %i other hosts installed (R6)', async (others) => {
    const host = new MockHost()
    const plugin = await leaveThread(host)
    const { id } = host
    for (let count = 0; count < others; count++) installHost()
    const speaking = new MockHost()
    await speaking.withInstalled(() => plugin.invoke('release'))
    await expect.poll(() => host.drops).toHaveLength(1)
    expect(host.drops).toMatchObject([{ slot: 'log', args: { message: 'late' }, reason: 'late', through: id }])
    expect(host.drops[0]?.competing).toEqual([])
    expect(host.logs.contains('late') || speaking.logs.contains('late')).toBe(false)
  })

  it('is late though the same host is installed again (R6)', async () => {
    const host = new MockHost()
    const plugin = await leaveThread(host)
    await host.withInstalled(async () => {
      await plugin.invoke('release')
      await host.until(({ drops }) => drops.length > 0)
    })
    expect(host.drops).toMatchObject([{ reason: 'late', through: host.id }])
    expect(host.logs.contains('late')).toBe(false)
  })

  it('is late though the host was closed, which still shows it (R6)', async () => {
    const host = new MockHost()
    const plugin = await leaveThread(host)
    const speaking = new MockHost()
    await speaking.withInstalled(async () => {
      const release = plugin.invoke('release')
      host.close()
      await release
      await speaking.until(() => host.drops.length > 0)
    })
    expect(host.drops).toMatchObject([{ reason: 'late', args: { message: 'late' } }])
  })

  describe('in a frame of the plugin that outlived it', () => {
    /** A tool that logs when the test opens its gate, by the table that the plugin has by then. */
    async function leaveFrame(host: MockHost) {
      const path = await compileGate()
      const { respond, asked, answer } = slowAnswer()
      host.on.config_get.replyWith(respond)
      const frame = await host.withInstalled(async () => {
        const call = (await host.load(path)).invoke('pass the gate')
        await asked
        return { call }
      })
      const openGate = async () => {
        answer('open')
        await frame.call
      }
      return { path, openGate }
    }

    it('is late, though another is installed by then (R6)', async () => {
      const [host, next] = [new MockHost(), new MockHost()]
      const { openGate } = await leaveFrame(host)
      await next.withInstalled(openGate)
      expect(host.drops).toMatchObject([{ slot: 'log', args: { message: 'behind the gate' }, reason: 'late' }])
      expect(next.calls.length).toBe(0)
    })

    it('is late, though the plugin was loaded again by then and has the table of the next (R6)', async () => {
      const [host, next] = [new MockHost(), new MockHost()]
      const { path, openGate } = await leaveFrame(host)
      await next.withInstalled(async () => {
        await next.load(path)
        await openGate()
      })
      expect(next.drops).toMatchObject([{ args: { message: 'behind the gate' }, reason: 'late', through: next.id }])
      expect([...host.logs.messages, ...next.logs.messages]).toEqual([])
    })
  })
})

describe('the drop ledger of the process', () => {
  it('has the drops of all hosts', () => {
    const [outer, inner] = installTwo()
    const before = MockHost.drops.length
    for (const { api } of [outer, inner]) api.onNewThread((behind) => behind.log(2, 'whose?'))
    expect(MockHost.drops.slice(before).map(({ through }) => through)).toEqual([outer.id, inner.id])
  })
})

describe('reset', () => {
  it('hides the drops so far, of that host alone', () => {
    const [outer, inner] = installTwo()
    const drop = (message: string) => {
      for (const { api } of [outer, inner]) api.onNewThread((behind) => behind.log(2, message))
    }
    drop('before')
    outer.reset()
    expect(outer.drops).toEqual([])
    expect(inner.drops).toHaveLength(1)
    drop('after')
    expect(outer.drops.map(({ args }) => args.message)).toEqual(['after'])
    expect(inner.drops).toHaveLength(2)
  })
})
