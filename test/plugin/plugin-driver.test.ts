import { describe, expect, it } from 'vitest'
import { installHost } from '../host/install-host.js'
import { slowAnswer } from '../host/slow-answer.js'
import { compilePlugin } from './compile-plugin.js'
import { libraryOf, loadChatter, loadFixture } from './load-fixture.js'

const withCode = (code: string) => expect.objectContaining({ code })

describe('loading', () => {
  it('enters, initialises and asks for the manifest, each in a frame of its own', async () => {
    const { host, plugin } = await loadChatter()
    expect(host.calls.entries.map((call) => [call.frame?.kind, call.args.message])).toEqual([
      ['entry', 'entry'],
      ['init', 'init'],
      ['get_manifest', 'get_manifest'],
    ])
    expect(new Set(host.calls.entries.map((call) => call.frame?.id)).size).toBe(3)
    expect(plugin.manifest).toMatchObject({ plugin_id: 'com.example.chatter', version: '1.0.0' })
  })

  it('happens on native threads, never on the JS thread', async () => {
    const { host } = await loadChatter()
    host.api.log(2, 'from the JS thread')
    const js = host.calls.last?.thread
    expect(host.calls.entries.slice(0, -1).some((call) => call.thread === js)).toBe(false)
  })

  it('finds the library without its ending', async () => {
    const host = installHost()
    const path = await libraryOf('plain_v1')
    const plugin = await host.load(path.replace(/\.(so|dylib)$/, ''))
    expect(plugin.manifest.plugin_id).toBe('com.example.plain_v1')
    await plugin.destroy()
  })
})

describe('a version 1 plugin', () => {
  it('loads without a host table, and runs tools', async () => {
    const plugin = await loadFixture(installHost(), 'plain_v1')
    expect(plugin.manifest.plugin_id).toBe('com.example.plain_v1')
    expect(await plugin.invoke('echo', { a: 1 })).toMatchObject({ ok: true, result: { a: 1 } })
  })

  it('has no other callbacks, and nothing behind its table is touched', async () => {
    const plugin = await loadFixture(installHost(), 'plain_v1')
    await expect(plugin.handleRoute({ path: '/' })).rejects.toThrow(withCode('CALLBACK_MISSING'))
    await expect(plugin.configChanged('key', 'value')).rejects.toThrow(withCode('CALLBACK_MISSING'))
    await expect(plugin.taskEvent('id', 'started')).rejects.toThrow(withCode('CALLBACK_MISSING'))
    expect(await plugin.invoke('canary')).toMatchObject({ result: { canary_calls: 0 } })
  })
})

describe('a plugin without optional callbacks', () => {
  it('rejects with CALLBACK_MISSING, which says what to fill', async () => {
    const plugin = await loadFixture(installHost(), 'no_callbacks')
    await expect(plugin.handleRoute({ path: '/' })).rejects.toThrowErrorMatchingInlineSnapshot(`
      [MockHostError: CALLBACK_MISSING: The plugin has no handle_route: the pointer in its table is NULL, or it uses the v1 entry.
        to fix      fill handle_route in osr_plugin_api and export osaurus_plugin_entry_v2
        more        docs/errors/CALLBACK_MISSING.md]
    `)
    await expect(plugin.configChanged('key', 'value')).rejects.toThrow(withCode('CALLBACK_MISSING'))
    await expect(plugin.taskEvent('id', 'completed')).rejects.toThrow(withCode('CALLBACK_MISSING'))
    expect(await plugin.invoke('echo')).toMatchObject({ ok: true })
  })
})

describe('invoke', () => {
  it('passes the arguments as JSON; none are an empty object', async () => {
    const { plugin } = await loadChatter()
    expect(await plugin.invoke('echo', { nested: [1, null, 'ü'] })).toMatchObject({
      result: { nested: [1, null, 'ü'] },
    })
    expect(await plugin.invoke('echo')).toMatchObject({ result: {} })
    expect(await plugin.invoke('echo', null)).toMatchObject({ result: null })
    expect(await plugin.invoke('echo', [1])).toMatchObject({ result: [1] })
  })

  it('rejects when the arguments are no JSON, before the plugin is called', async () => {
    const { host, plugin } = await loadChatter()
    const circular: Record<string, unknown> = {}
    circular.self = circular
    await expect(plugin.invoke('log', circular)).rejects.toThrow(TypeError)
    await expect(plugin.invoke('log', { big: 1n })).rejects.toThrow(TypeError)
    expect(host.calls.entries.filter((call) => call.frame?.kind === 'invoke')).toEqual([])
  })

  it.each([
    ['echo', { a: 1 }, { ok: true, result: { a: 1 }, tool: 'echo', enveloped: true }],
    ['empty', {}, { ok: true, result: null, enveloped: true }],
    ['plain', {}, { ok: true, result: 'hello', enveloped: false }],
    ['reply', { text: '{"city":"Oslo"}' }, { ok: true, result: { city: 'Oslo' }, enveloped: false }],
    ['reply', { text: '' }, { ok: true, result: '', enveloped: false }],
    ['reply', { text: '[TIMEOUT] too slow' }, { ok: false, kind: 'timeout', message: 'too slow', retryable: true }],
    ['reply', { text: '[REJECTED] no' }, { ok: false, kind: 'rejected', message: 'no', retryable: false }],
    ['fail', {}, { ok: false, kind: 'invalid_args', message: 'x must be a number', retryable: true, field: 'x' }],
    ['warn', {}, { ok: true, result: 'done', tool: 'warn', warnings: ['slow', 'old'], enveloped: true }],
    ['no such tool', {}, { ok: false, kind: 'tool_not_found', message: 'no tool no such tool', retryable: false }],
  ])('of %s with %o gives the result in its shape', async (tool, args, expected) => {
    const { plugin } = await loadChatter()
    const result = await plugin.invoke(tool, args)
    expect(result).toEqual({ ...expected, raw: expect.any(String) })
    expect(plugin.invokeSync(tool, args)).toEqual(result)
  })

  it('rejects with NULL_RESULT when the plugin returns NULL; invokeSync throws it', async () => {
    const { plugin } = await loadChatter()
    await expect(plugin.invoke('null_result')).rejects.toThrowErrorMatchingInlineSnapshot(`
      [MockHostError: NULL_RESULT: invoke "null_result" returned NULL.
        to fix      return a string that free_string of the plugin can free; the app reports an error to the caller
        more        docs/errors/NULL_RESULT.md]
    `)
    expect(() => plugin.invokeSync('null_result')).toThrow(withCode('NULL_RESULT'))
  })

  it('may be called again while a call is in progress', async () => {
    const { plugin } = await loadChatter()
    const blocked = plugin.invoke('block')
    expect(await plugin.invoke('echo', { a: 1 })).toMatchObject({ ok: true })
    await plugin.invoke('unblock')
    expect(await blocked).toMatchObject({ result: 'unblocked' })
  })

  it('gives each call a frame of its own', async () => {
    const { host, plugin } = await loadChatter()
    host.reset()
    await plugin.invoke('log', { message: 'one' })
    plugin.invokeSync('log', { message: 'two' })
    const frames = host.calls.entries.map((call) => call.frame)
    expect(frames).toMatchObject([{ kind: 'invoke' }, { kind: 'invoke' }])
    expect(frames[0]?.id).not.toBe(frames[1]?.id)
  })
})

describe('invokeRaw', () => {
  it('passes its strings as they are, and gives back what came', async () => {
    const { plugin } = await loadChatter()
    expect(await plugin.invokeRaw('tool', 'plain', 'no json')).toBe('hello')
    expect(await plugin.invokeRaw('tool', 'null_result', '{}')).toBeNull()
    expect(await plugin.invokeRaw('artifact', 'share', '{"filename":"a.txt"}')).toBe(
      '{"ok":true,"result":{"type":"artifact","id":"share","payload":"{\\"filename\\":\\"a.txt\\"}"}}',
    )
  })

  it('passes null as NULL', async () => {
    const { plugin } = await loadChatter()
    expect(await plugin.invokeRaw('tool', 'echo', null)).toBe('{"ok":true,"result":null,"tool":"echo"}')
  })
})

describe('configChanged', () => {
  it('calls on_config_changed with key and value', async () => {
    const { host, plugin } = await loadChatter()
    await plugin.configChanged('bot_token', 'T1')
    expect(host.logs.last).toMatchObject({
      message: 'config bot_token=T1',
      call: { frame: { kind: 'on_config_changed' } },
    })
    expect(host.configWrites.lastValue('echo:bot_token')).toBe('T1')
  })

  it('records what the plugin does on a thread of its own meanwhile', async () => {
    const { host, plugin } = await loadChatter()
    await plugin.configChanged('log_from_thread', 'hello')
    expect(host.logs.last).toMatchObject({
      message: 'from thread hello',
      call: { role: 'background', frame: null },
    })
  })
})

describe('taskEvent', () => {
  it('sends names as their numbers, the task id in upper case, and the payload as sorted JSON', async () => {
    const { host, plugin } = await loadChatter()
    host.reset()
    await plugin.taskEvent('ab-cd', 'completed', { status: 'ok', details: { b: 1, a: 'x/y' } })
    expect(host.logs.entries).toMatchObject([
      {
        message: 'task AB-CD 4',
        payload: '{"details":{"a":"x/y","b":1},"status":"ok"}',
        call: { frame: { kind: 'on_task_event' } },
      },
    ])
  })

  it.each([
    ['started', 0],
    ['activity', 1],
    ['progress', 2],
    ['clarification', 3],
    ['completed', 4],
    ['failed', 5],
    ['cancelled', 6],
    ['output', 7],
    ['draft', 8],
  ] as const)('%s is %i', async (type, number) => {
    const { host, plugin } = await loadChatter()
    await plugin.taskEvent('id', type)
    await plugin.taskEvent('id', number)
    expect(host.logs.messages.slice(-2)).toEqual([`task ID ${number}`, `task ID ${number}`])
  })

  it('passes a number that has no name, and a payload that is text, as they are', async () => {
    const { host, plugin } = await loadChatter()
    await plugin.taskEvent('id', 99, 'no json')
    expect(host.logs.last).toMatchObject({ message: 'task ID 99', payload: 'no json' })
    await plugin.taskEvent('id', 0)
    expect(host.logs.last?.payload).toBe('{}')
  })

  it.each(['complete', -1, 1.5])('rejects with INVALID_ARGUMENT for %o, and the plugin is not called', async (type) => {
    const { host, plugin } = await loadChatter()
    host.reset()
    await expect(plugin.taskEvent('id', type as never)).rejects.toThrow(withCode('INVALID_ARGUMENT'))
    expect(host.calls.length).toBe(0)
  })
})

describe('strings that the plugin returned', () => {
  it('are given back, each once', async () => {
    const { plugin } = await loadChatter({}, { image: 'test' })
    await plugin.invoke('echo', { a: 1 })
    await plugin.invoke('no such tool')
    plugin.invokeSync('plain')
    await plugin.invokeRaw('artifact', 'share', '{}')
    await plugin.handleRoute({ path: '/somewhere' })
    await plugin.invoke('null_result').catch(() => {})
    // The manifest and five results so far; the answer of this call is still out when it counts.
    expect(await plugin.invoke('returned')).toMatchObject({ result: { returned: 6, given_back: 6, foreign: 0 } })
  })

  it('are given back when the response of a route cannot be used', async () => {
    const { plugin } = await loadChatter({}, { image: 'test' })
    await plugin.handleRoute({ path: '/bad' }).catch(() => {})
    expect(await plugin.invoke('returned')).toMatchObject({ result: { returned: 2, given_back: 2, foreign: 0 } })
  })
})

describe('destroy', () => {
  it('calls destroy of the plugin in a frame, once', async () => {
    const { host, plugin } = await loadChatter()
    await plugin.destroy()
    await plugin.destroy()
    const destroys = host.logs.entries.filter(({ message }) => message === 'destroy')
    expect(destroys).toMatchObject([{ call: { frame: { kind: 'destroy' }, role: 'install' } }])
    expect(host.logs.contains('wrong ctx')).toBe(false)
  })

  it('makes later calls fail with PLUGIN_DESTROYED', async () => {
    const { host, plugin } = await loadChatter()
    await plugin.destroy()
    await expect(plugin.invoke('echo')).rejects.toThrowErrorMatchingInlineSnapshot(`
      [MockHostError: PLUGIN_DESTROYED: invoke "echo" was not called: the plugin has been destroyed.
        to fix      call reload() first, or load the plugin again
        more        docs/errors/PLUGIN_DESTROYED.md]
    `)
    expect(() => plugin.invokeSync('echo')).toThrow(withCode('PLUGIN_DESTROYED'))
    await expect(plugin.invokeRaw('tool', 'echo', null)).rejects.toThrow(withCode('PLUGIN_DESTROYED'))
    await expect(plugin.handleRoute({})).rejects.toThrow(withCode('PLUGIN_DESTROYED'))
    await expect(plugin.configChanged('a', 'b')).rejects.toThrow(withCode('PLUGIN_DESTROYED'))
    await expect(plugin.taskEvent('id', 0)).rejects.toThrow(withCode('PLUGIN_DESTROYED'))
    expect(host.logs.contains('wrong ctx')).toBe(false)
    expect(plugin.manifest.plugin_id).toBe('com.example.chatter')
  })

  it('happens at the end of an `await using` block', async () => {
    const host = installHost()
    {
      await using plugin = await loadFixture(host, 'chatter')
      await plugin.invoke('empty')
    }
    expect(host.logs.last?.message).toBe('destroy')
  })

  it('waits for calls in progress, as the app does', async () => {
    const { host, plugin } = await loadChatter()
    const { respond, asked, answer } = slowAnswer()
    host.onHttpRequest = respond
    const result = plugin.invoke('http', {})
    await asked
    const destroyed = plugin.destroy()
    answer('{"status":200}')
    expect(await result).toMatchObject({ ok: true, result: '{"status":200}' })
    await destroyed
    expect(host.calls.entries.map((call) => call.frame?.kind).slice(-3)).toEqual(['invoke', 'invoke', 'destroy'])
    expect(host.logs.contains('wrong ctx')).toBe(false)
  })

  it('called by a responder in invokeSync waits for that call', async () => {
    const { host, plugin } = await loadChatter()
    let destroyed: Promise<void> | undefined
    host.onConfigGet = () => {
      destroyed = plugin.destroy()
      return 'answered'
    }
    expect(plugin.invokeSync('config_get', { key: 'key' })).toMatchObject({ ok: true, result: 'answered' })
    await destroyed
    expect(host.logs.last?.message).toBe('destroy')
  })
})

describe('reload', () => {
  it('destroys the plugin and enters it anew', async () => {
    const { host, plugin } = await loadChatter()
    host.reset()
    await plugin.reload()
    expect(host.logs.messages).toEqual(['destroy', 'entry', 'init', 'get_manifest'])
    expect(await plugin.invoke('empty')).toMatchObject({ ok: true })
  })

  it.each(['file', 'test', 'shared'] as const)("keeps the globals of the image with image: '%s'", async (image) => {
    const { plugin } = await loadChatter({}, { image })
    const count = async () => {
      const result = await plugin.invoke('count')
      return result.ok ? Number(result.result) : Number.NaN
    }
    const first = await count()
    const inits = await plugin.invoke('inits')
    await plugin.reload()
    expect(await count()).toBe(first + 1)
    expect(await plugin.invoke('inits')).toMatchObject({ result: Number(inits.ok && inits.result) + 1 })
    await plugin.reload()
    expect(await count()).toBe(first + 2)
  })

  it('brings a destroyed plugin back', async () => {
    const { host, plugin } = await loadChatter()
    await plugin.destroy()
    await plugin.reload()
    expect(await plugin.invoke('empty')).toMatchObject({ ok: true })
    expect(host.logs.messages.filter((message) => message === 'destroy')).toHaveLength(1)
  })

  it('makes the calls of init those of the plugin that they were of before', async () => {
    const host = installHost()
    const plugin = await host.load(await preparingPlugin('one'))
    await host.config.set('token', 'T1')
    await plugin.reload()
    expect(host.calls.to('db_exec').map(({ answer }) => answer)).toEqual(
      [1, 2].map(() => '{"changes":0,"last_insert_rowid":0}'),
    )
    expect(host.configReads.entries.map(({ value }) => value)).toEqual([null, 'T1'])
  })
})

describe('a plugin that is loaded after another has been destroyed', () => {
  it('has its database in init', async () => {
    const host = installHost()
    await (await host.load(await preparingPlugin('one'))).destroy()
    await host.load(await preparingPlugin('two'))
    expect(host.calls.to('db_exec').map(({ answer }) => answer)).not.toContainEqual(
      expect.stringContaining('shutting down'),
    )
  })
})

describe('a plugin whose id nobody knows before its manifest', () => {
  it('neither reads nor changes in init what another plugin of its host has stored', async () => {
    const host = installHost()
    await host.load(await preparingPlugin('one'))
    await host.config.set('token', 'T1')
    await host.load(await preparingPlugin('two', { inInit: 'table->config_set("token", "T2");' }))
    expect(host.configReads.entries.map(({ value }) => value)).toEqual([null, null])
    expect(host.config.values.map(({ pluginId, value }) => [pluginId, value])).toEqual([
      ['com.example.one', 'T1'],
      ['com.example.two', 'T2'],
    ])
  })

  it('leaves alone what another one has stored when its init fails', async () => {
    const host = installHost()
    await host.load(await preparingPlugin('one'))
    await host.config.set('token', 'T1')
    const failing = await preparingPlugin('two', { inInit: 'table->config_set("token", "T2"); return NULL;' })
    await expect(host.load(failing)).rejects.toMatchObject({ code: 'INIT_FAILED' })
    expect(host.config.values.map(({ pluginId, value }) => [pluginId, value])).toEqual([
      ['com.example.one', 'T1'],
      [null, 'T2'],
    ])
  })

  it('has in init what it stored when the host loaded it before', async () => {
    const host = installHost()
    const first = await preparingPlugin('one')
    await (await host.load(first)).destroy()
    await host.config.set('token', 'T1')
    await (await host.load(await preparingPlugin('two'))).destroy()
    await host.load(first)
    expect(host.configReads.entries.map(({ value }) => value)).toEqual([null, null, 'T1'])
  })

  it('has it in the entry function as well', async () => {
    const host = installHost()
    const first = await host.load(
      await preparingPlugin('one', { inEntry: 'kit_give_back(host, host->config_get("token"));' }),
    )
    await host.config.set('token', 'T1')
    await host.load(await preparingPlugin('two'))
    await first.reload()
    expect(host.configReads.entries.map(({ value }) => value)).toEqual([null, null, null, 'T1', 'T1'])
  })
})

/** A plugin whose `init` makes its table, reads its config, and does what is given. */
function preparingPlugin(name: string, { inInit = '', inEntry = '' } = {}): Promise<string> {
  return compilePlugin(
    name,
    `static const osr_host_api *table;
static osr_plugin_ctx init(void) {
  kit_give_back(table, table->db_exec("CREATE TABLE IF NOT EXISTS notes (id INTEGER)", NULL));
  kit_give_back(table, table->config_get("token"));
  ${inInit}
  return kit_init();
}
static const char *get_manifest(osr_plugin_ctx ctx) { (void)ctx; return kit_manifest("com.example.${name}"); }
static const osr_plugin_api plugin_api = {kit_free_string, init, kit_destroy, get_manifest, kit_invoke_echo, 6, 0, 0, 0};
const osr_plugin_api *osaurus_plugin_entry_v2(const osr_host_api *host) { table = host; ${inEntry} return &plugin_api; }
`,
  )
}
