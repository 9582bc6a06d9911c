import { describe, expect, it } from 'vitest'
import { findSlot } from '../../src/abi/slots.js'
import { type HostAPI, MockHost, slotNames } from '../../src/index.js'
import { compilePlugin } from '../plugin/compile-plugin.js'
import { loadChatter } from '../plugin/load-fixture.js'
import { installHost } from './install-host.js'
import { violationsOf } from './violations-of.js'

/** Each slot with one argument NULL that the ABI wants. */
const nullCalls: readonly [title: string, slot: string, call: (api: HostAPI) => unknown][] = [
  ['config_get without key', 'config_get', (api) => api.configGet(null)],
  ['config_set without key', 'config_set', (api) => api.configSet(null, 'value')],
  ['config_set without value', 'config_set', (api) => api.configSet('key', null)],
  ['config_set without either', 'config_set', (api) => api.configSet(null, null)],
  ['config_delete without key', 'config_delete', (api) => api.configDelete(null)],
  ['db_exec without sql', 'db_exec', (api) => api.dbExec(null, '[]')],
  ['db_query without sql', 'db_query', (api) => api.dbQuery(null, '[]')],
  ['log without message', 'log', (api) => api.log(2, null)],
  ['log_structured without message', 'log_structured', (api) => api.logStructured(2, null, '{}')],
  ['dispatch without request', 'dispatch', (api) => api.dispatch(null)],
  ['task_status without id', 'task_status', (api) => api.taskStatus(null)],
  ['dispatch_cancel without id', 'dispatch_cancel', (api) => api.dispatchCancel(null)],
  ['dispatch_clarify without id', 'dispatch_clarify', (api) => api.dispatchClarify(null, 'yes')],
  ['dispatch_clarify without response', 'dispatch_clarify', (api) => api.dispatchClarify('id', null)],
  ['complete without request', 'complete', (api) => api.complete(null)],
  ['complete_stream without request', 'complete_stream', (api) => api.completeStream(null)],
  ['embed without request', 'embed', (api) => api.embed(null)],
  ['http_request without request', 'http_request', (api) => api.httpRequest(null)],
  ['file_read without request', 'file_read', (api) => api.fileRead(null)],
  ['send_draft without id', 'send_draft', (api) => api.sendDraft(null, '{}')],
  ['send_draft without draft', 'send_draft', (api) => api.sendDraft('id', null)],
  ['dispatch_interrupt without id', 'dispatch_interrupt', (api) => api.dispatchInterrupt(null, 'stop')],
  ['dispatch_add_issue without id', 'dispatch_add_issue', (api) => api.dispatchAddIssue(null, '{}')],
  ['complete_cancel without id', 'complete_cancel', (api) => api.completeCancel(null)],
]

describe('NULL where the ABI wants a text', () => {
  it.each(nullCalls)('%s is refused, answers NULL and is a violation', (_, slot, call) => {
    const host = installHost()
    expect(call(host.api) ?? null).toBeNull()
    expect(host.calls.entries).toMatchObject([{ slot, refused: 'NULL_ARGUMENT' }])
    expect(host.violations).toMatchObject([{ rule: 'NULL_ARGUMENT', slot, seq: host.calls.last?.seq }])
  })

  it('stands in no typed recorder', () => {
    const host = installHost()
    for (const [, , call] of nullCalls) call(host.api)
    expect(host.calls.length).toBe(nullCalls.length)
    expect(host.logs.length).toBe(0)
    expect(host.configReads.length).toBe(0)
    expect(host.configWrites.length).toBe(0)
    expect(host.dispatches.length).toBe(0)
    expect(host.httpRequests.length).toBe(0)
  })

  it('is not shown to a responder', () => {
    const host = installHost()
    const asked: unknown[] = []
    host.onConfigGet = (key) => {
      asked.push(key)
      return 'value'
    }
    expect(host.api.configGet(null)).toBeNull()
    expect(asked).toEqual([])
  })

  it('takes no answer from the queue', () => {
    const host = installHost()
    host.on.http_request.replyOnce('first')
    expect(host.api.httpRequest(null)).toBeNull()
    expect(host.api.httpRequest('{}')).toBe('first')
  })

  it('is no violation in upstream, which just ignores such calls', () => {
    const host = installHost({ profile: 'upstream' })
    host.api.configSet('key', null)
    expect(host.calls.last?.refused).toBe('NULL_ARGUMENT')
    expect(host.configWrites.length).toBe(0)
    expect(host.violations).toEqual([])
  })

  it('is counted for each call of a plugin', async () => {
    const { host, plugin } = await loadChatter()
    host.reset()
    const result = await plugin.invoke('null_args')
    const refused = host.calls.entries.filter((call) => call.refused !== undefined)
    // free_string is the one slot that takes a text and accepts NULL.
    expect(result).toMatchObject({ ok: true, result: { calls: refused.length + 1, answers: 0 } })
    expect(host.violations).toHaveLength(refused.length)
  })
})

/** Each slot with one argument NULL that the ABI lets it be. */
const allowedCalls: readonly [title: string, slot: string, call: (api: HostAPI) => unknown][] = [
  ['db_exec without params', 'db_exec', (api) => api.dbExec('SELECT 1', null)],
  ['db_query without params', 'db_query', (api) => api.dbQuery('SELECT 1', null)],
  ['log_structured without payload', 'log_structured', (api) => api.logStructured(2, 'message', null)],
  ['dispatch_interrupt without message', 'dispatch_interrupt', (api) => api.dispatchInterrupt('id', null)],
  ['dispatch_add_issue without issue', 'dispatch_add_issue', (api) => api.dispatchAddIssue('id', null)],
  ['free_string of NULL', 'free_string', (api) => api.freeString(null)],
]

describe('NULL where the ABI allows it', () => {
  it.each(allowedCalls)('%s is a call like any other', (_, slot, call) => {
    const host = installHost()
    call(host.api)
    expect(host.calls.entries[0]).toMatchObject({ slot })
    expect(Object.values(host.calls.entries[0]?.args ?? {})).toContain(null)
    expect(host.calls.entries[0]).not.toHaveProperty('refused')
    expect(violationsOf(host, 'NULL_ARGUMENT')).toEqual([])
  })

  it('reaches the responder as a text less', () => {
    const host = installHost()
    host.on.db_query.replyWith((...texts) => JSON.stringify(texts))
    expect(host.api.dbQuery('SELECT 1', null)).toBe('["SELECT 1"]')
  })
})

it('every argument of every slot was NULL above, but for levels', () => {
  const tried = [...nullCalls, ...allowedCalls].flatMap(([, slot, call]) => {
    using host = new MockHost()
    host.withInstalled(call)
    const args = Object.entries(host.calls.entries[0]?.args ?? {})
    return args.flatMap(([name, value]) => (value === null ? [`${slot} ${name}`] : []))
  })
  const all = slotNames.flatMap((slot) => (findSlot(slot)?.args ?? []).map((name) => `${slot} ${name}`))
  expect([...new Set(tried)].sort()).toEqual(all.filter((name) => !name.endsWith(' level')).sort())
})

describe('text that is no UTF-8', () => {
  it('is kept with U+FFFD, and is a violation that names the argument', async () => {
    const { host, plugin } = await loadChatter()
    host.reset()
    await plugin.invoke('bad_utf8')
    expect(host.logs.last?.message).toBe('caf\ufffd \ufffd')
    expect(host.configWrites.lastValue('bad_utf8')).toBe('caf\ufffd \ufffd')
    expect(violationsOf(host, 'INVALID_UTF8')).toMatchObject([
      { rule: 'INVALID_UTF8', slot: 'log', message: expect.stringContaining('got message in bytes that are no UTF-8') },
      { rule: 'INVALID_UTF8', slot: 'config_set', message: expect.stringContaining('got value in bytes') },
    ])
  })

  it.each(
    slotNames.flatMap((slot) => {
      const names = findSlot(slot)?.args.filter((name) => name !== 'level' && name !== 'pointer') ?? []
      return names.map((name, at) => [slot, name, at] as const)
    }),
  )('in %s is noticed in %s', async (slot, name, at) => {
    const { host, plugin } = await loadChatter()
    host.reset()
    const args = ['{"real":"\ufffd"}', '{"real":"\ufffd"}']
    // chatter makes bytes of it that are no UTF-8: a surrogate must not be alone.
    args[at] = 'alone \ud800'
    await plugin.invoke('call', { slot, args })
    expect(host.calls.to(slot)[0]?.args[name]).toBe('alone \ufffd\ufffd\ufffd')
    expect(violationsOf(host, 'INVALID_UTF8')).toMatchObject([
      { rule: 'INVALID_UTF8', slot, message: expect.stringContaining(`${slot} got ${name} in bytes`) },
    ])
  })

  it('is noticed in each argument, though both together would be UTF-8', async () => {
    const path = await compilePlugin('split', splitsLetter)
    const host = installHost()
    const plugin = await host.load(path)
    await plugin.invoke('echo')
    await plugin.destroy()
    expect(host.configWrites.last).toMatchObject({ key: 'caf\ufffd', value: '\ufffd' })
    expect(violationsOf(host, 'INVALID_UTF8').map(({ message }) => message)).toEqual([
      expect.stringContaining('config_set got key in bytes'),
      expect.stringContaining('config_set got value in bytes'),
    ])
  })

  it('is noticed on a thread of the plugin as well', async () => {
    const { host, plugin } = await loadChatter()
    await plugin.invoke('call', { slot: 'log', args: ['alone \ud800'], thread: 'refresh' })
    expect(violationsOf(host, 'INVALID_UTF8')).toMatchObject([{ rule: 'INVALID_UTF8', slot: 'log' }])
  })

  it('is no violation when the text contains a real U+FFFD', () => {
    const host = installHost()
    host.api.log(2, 'a real \ufffd')
    expect(host.logs.last?.message).toBe('a real \ufffd')
    expect(host.violations).toEqual([])
  })

  it('is no violation in upstream', async () => {
    const { host, plugin } = await loadChatter({ profile: 'upstream' })
    await plugin.invoke('bad_utf8')
    expect(host.logs.last?.message).toBe('caf\ufffd \ufffd')
    expect(host.violations).toEqual([])
  })
})

/** Hands over the two bytes of "é" in two arguments. */
const splitsLetter = `
static const osr_host_api *table;
static const char *invoke(osr_plugin_ctx ctx, const char *type, const char *id, const char *payload) {
  table->config_set("caf\\xc3", "\\xa9");
  return kit_invoke_echo(ctx, type, id, payload);
}
static const char *get_manifest(osr_plugin_ctx ctx) { (void)ctx; return kit_manifest("com.example.split"); }
static const osr_plugin_api plugin_api = {kit_free_string, kit_init, kit_destroy, get_manifest, invoke, 6, 0, 0, 0};
const osr_plugin_api *osaurus_plugin_entry_v2(const osr_host_api *host) { table = host; return &plugin_api; }
`

describe('a bad free', () => {
  it('is a violation, once', () => {
    const host = installHost()
    host.api.freeString(0x1234n)
    const expected = [
      {
        rule: 'BAD_FREE',
        slot: 'free_string',
        seq: 1,
        message: expect.stringMatching(/^Thread \d+ gave free_string 0x1234, which was never handed out by a host/),
      },
    ]
    expect(host.violations).toMatchObject(expected)
    expect(host.violations).toMatchObject(expected)
  })

  it('is no violation in upstream', () => {
    const host = installHost({ profile: 'upstream' })
    host.api.freeString(0x1234n)
    expect(host.violations).toEqual([])
    expect(host.strings.badFrees).toHaveLength(1)
  })

  it('after a reset is the only violation', () => {
    const host = installHost()
    host.api.freeString(0x1234n)
    expect(host.violations).toHaveLength(1)
    host.reset()
    expect(host.violations).toEqual([])
    host.api.freeString(0x5678n)
    expect(host.violations).toMatchObject([{ message: expect.stringContaining('0x5678') }])
  })
})
