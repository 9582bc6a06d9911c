import { describe, expect, it } from 'vitest'
import { type HostAPI, MockHost, slotNames } from '../../src/index.js'
import { installHost } from './install-host.js'

const withCode = (code: string) => expect.objectContaining({ code })

/** Every method with the slot that it calls. */
const methods: readonly [method: keyof HostAPI & string, slot: string, call: (api: HostAPI) => unknown][] = [
  ['configGet', 'config_get', (api) => api.configGet('a')],
  ['configSet', 'config_set', (api) => api.configSet('a', 'b')],
  ['configDelete', 'config_delete', (api) => api.configDelete('a')],
  ['dbExec', 'db_exec', (api) => api.dbExec('a', 'b')],
  ['dbQuery', 'db_query', (api) => api.dbQuery('a', 'b')],
  ['log', 'log', (api) => api.log(1, 'a')],
  ['dispatch', 'dispatch', (api) => api.dispatch('a')],
  ['taskStatus', 'task_status', (api) => api.taskStatus('a')],
  ['dispatchCancel', 'dispatch_cancel', (api) => api.dispatchCancel('a')],
  ['dispatchClarify', 'dispatch_clarify', (api) => api.dispatchClarify('a', 'b')],
  ['complete', 'complete', (api) => api.complete('a')],
  ['completeStream', 'complete_stream', (api) => api.completeStream('a')],
  ['embed', 'embed', (api) => api.embed('a')],
  ['listModels', 'list_models', (api) => api.listModels()],
  ['httpRequest', 'http_request', (api) => api.httpRequest('a')],
  ['fileRead', 'file_read', (api) => api.fileRead('a')],
  ['listActiveTasks', 'list_active_tasks', (api) => api.listActiveTasks()],
  ['sendDraft', 'send_draft', (api) => api.sendDraft('a', 'b')],
  ['dispatchInterrupt', 'dispatch_interrupt', (api) => api.dispatchInterrupt('a', 'b')],
  ['dispatchAddIssue', 'dispatch_add_issue', (api) => api.dispatchAddIssue('a', 'b')],
  ['completeCancel', 'complete_cancel', (api) => api.completeCancel('a')],
  ['getActiveAgentId', 'get_active_agent_id', (api) => api.getActiveAgentId()],
  ['logStructured', 'log_structured', (api) => api.logStructured(1, 'a', 'b')],
  ['freeString', 'free_string', (api) => api.freeString(null)],
]
const upstreamSlots = [
  'config_get',
  'config_set',
  'config_delete',
  'log',
  'dispatch',
  'http_request',
  'get_active_agent_id',
  'log_structured',
  'free_string',
]

describe('the API', () => {
  it('has one method for each slot, and nothing else but pointer, version and onNewThread', () => {
    const names = Object.getOwnPropertyNames(Object.getPrototypeOf(installHost().api))
    expect(names.sort()).toEqual(
      ['constructor', ...methods.map(([method]) => method), 'pointer', 'version', 'onNewThread'].sort(),
    )
    expect(methods.map(([, slot]) => slot)).toEqual(slotNames)
  })

  it.each(methods)('%s calls the slot %s with its arguments in order', (_, slot, call) => {
    const host = installHost()
    call(host.api)
    const [recorded] = host.calls.entries
    expect(recorded?.slot).toBe(slot)
    const texts = Object.values(recorded?.args ?? {}).filter((value) => typeof value === 'string')
    expect(texts).toEqual(['a', 'b'].slice(0, texts.length))
  })

  it.each(methods)('%s calls the slot %s from another thread just the same', (_, slot, call) => {
    const host = installHost()
    host.api.onNewThread((api) => void call(api))
    expect(host.calls.entries[0]).toMatchObject({ slot, role: 'background' })
  })

  it.each(methods)("%s throws SLOT_IS_NULL in profile 'upstream' where the kit leaves %s NULL", (_, slot, call) => {
    const host = installHost({ profile: 'upstream' })
    if (upstreamSlots.includes(slot)) call(host.api)
    else expect(() => call(host.api)).toThrow(withCode('SLOT_IS_NULL'))
  })

  it.each([
    [2, ['complete_cancel', 'get_active_agent_id', 'log_structured', 'free_string']],
    [3, ['get_active_agent_id', 'log_structured', 'free_string']],
    [4, ['log_structured', 'free_string']],
    [5, ['free_string']],
    [6, []],
  ])('of abiVersion %i says so, and throws SLOT_IS_NULL for later slots', (abiVersion, missing) => {
    const host = installHost({ abiVersion })
    const thrown = methods.filter(([, , call]) => {
      try {
        call(host.api)
        return false
      } catch (error) {
        expect(error).toMatchObject({ code: 'SLOT_IS_NULL' })
        return true
      }
    })
    expect(thrown.map(([, slot]) => slot)).toEqual(missing)
    expect(host.api.version).toBe(abiVersion)
  })

  it('gives strings back by libc free below version 6', () => {
    const host = installHost({ abiVersion: 5 })
    host.on.config_get.reply('eu')
    expect(host.api.configGet('region')).toBe('eu')
    expect(host.calls.to('free_string')).toEqual([])
  })

  it('says which slot of which host is NULL', () => {
    const host = installHost({ name: 'my host', profile: 'upstream' })
    expect(() => host.api.listModels()).toThrowErrorMatchingInlineSnapshot(`
      [MockHostError: SLOT_IS_NULL: The slot list_models is NULL in the table of my host.
        ABI         version 6
        to fix      use profile: 'full' or a newer abiVersion, or let the plugin check the pointer before it calls
        more        docs/errors/SLOT_IS_NULL.md]
    `)
  })

  it('is there only while the host is installed: NOT_INSTALLED', () => {
    const host = new MockHost({ name: 'mine' })
    expect(() => host.api).toThrowErrorMatchingInlineSnapshot(`
      [MockHostError: NOT_INSTALLED: mine is not installed.
        to fix      call hostAPIPointer() first, or work inside withInstalled
        more        docs/errors/NOT_INSTALLED.md]
    `)
    const api = host.withInstalled((installed) => installed)
    expect(() => api.log(2, 'too late')).toThrow(withCode('NOT_INSTALLED'))
    expect(() => api.pointer).toThrow(withCode('NOT_INSTALLED'))
    expect(() => api.onNewThread(() => {})).toThrow(withCode('NOT_INSTALLED'))
    expect(host.calls.length).toBe(0)
  })

  it.each(methods)('%s of a host that is not installed throws NOT_INSTALLED', (_, _slot, call) => {
    const api = new MockHost().withInstalled((installed) => installed)
    expect(() => call(api)).toThrow(withCode('NOT_INSTALLED'))
  })

  it('lives again with the next install', () => {
    const host = new MockHost()
    const api = host.withInstalled((installed) => installed)
    host.withInstalled(() => api.log(2, 'again'))
    expect(host.logs.messages).toEqual(['again'])
  })

  it('works in destructured methods', () => {
    const { log, configSet } = installHost().api
    log(2, 'message')
    configSet('key', 'value')
  })
})

describe('onNewThread', () => {
  it('makes its calls on a thread with no host installed, of the given name', () => {
    const host = installHost()
    host.api.onNewThread((api) => api.log(2, 'behind'), { name: 'refresh' })
    expect(host.calls.entries).toMatchObject([{ role: 'background', frame: null, thread: { name: 'refresh' } }])
  })

  it('returns what the body returns, and throws what it throws', () => {
    const { api } = installHost()
    expect(api.onNewThread((there) => there.version)).toBe(6)
    expect(() =>
      api.onNewThread(() => {
        throw new Error('from the body')
      }),
    ).toThrow('from the body')
  })

  it('makes all calls of one body on one thread, and those of the next on another', () => {
    const host = installHost()
    host.api.onNewThread((api) => {
      api.log(2, 'one')
      api.log(2, 'two')
    })
    host.api.onNewThread((api) => api.log(2, 'three'))
    const [one, two, three] = host.calls.entries.map((call) => call.thread.id)
    expect(two).toBe(one)
    expect(three).not.toBe(one)
  })

  it('serves responders, which run on the JS thread', () => {
    const host = installHost()
    host.onConfigGet = (key) => `${key} of the test`
    expect(host.api.onNewThread((api) => api.configGet('region'))).toBe('region of the test')
  })

  it('nests', () => {
    const host = installHost()
    host.api.onNewThread((outer) => {
      outer.log(2, 'outer')
      outer.onNewThread((inner) => inner.log(2, 'inner'))
      outer.log(2, 'outer again')
    })
    expect(host.logs.messages).toEqual(['outer', 'inner', 'outer again'])
    expect(new Set(host.threads).size).toBe(2)
  })

  it('keeps its thread until an async body settles', async () => {
    const host = installHost()
    await host.api.onNewThread(async (api) => {
      api.log(2, 'one')
      await new Promise(setImmediate)
      api.log(2, 'two')
    })
    expect(host.logs.messages).toEqual(['one', 'two'])
    expect(host.threads).toHaveLength(1)
  })

  it('refuses a call of a responder on the thread that waits for it: THREAD_BUSY', () => {
    const host = installHost()
    host.api.onNewThread((api) => {
      let refused: unknown
      host.onConfigGet = () => {
        try {
          api.log(2, 'never')
        } catch (error) {
          refused = error
        }
        return 'eu'
      }
      expect(api.configGet('region')).toBe('eu')
      expect(refused).toMatchInlineSnapshot(`
        [MockHostError: THREAD_BUSY: A responder made a call on the thread of onNewThread that is in another call.
          to fix      make that call through host.api, or on a thread of its own: host.api.onNewThread(...)
          more        docs/errors/THREAD_BUSY.md]
      `)
      api.log(2, 'and goes on')
    })
    expect(host.logs.messages).toEqual(['and goes on'])
  })

  it('refuses calls of an API that outlived the body: THREAD_ENDED', () => {
    const host = installHost()
    const api = host.api.onNewThread((there) => there)
    expect(() => api.log(2, 'too late')).toThrowErrorMatchingInlineSnapshot(`
      [MockHostError: THREAD_ENDED: The call was to be made on a thread of onNewThread that has ended.
        to fix      make the call inside the body; the thread of an async body lives until its promise settles
        more        docs/errors/THREAD_ENDED.md]
    `)
    expect(host.calls.length).toBe(0)
  })

  it('cuts a long name to what the system keeps', () => {
    const host = installHost()
    host.api.onNewThread((api) => api.log(2, 'behind'), { name: 'a name that is much too long' })
    expect(host.threads[0]?.name).toBe('a name that is ')
  })
})

describe('arguments of a wrong type', () => {
  it('become text, as JavaScript makes it', () => {
    const host = installHost()
    host.api.log(2, 5 as never)
    host.api.log(2, { toString: () => 'made by toString' } as never)
    host.api.log(2, true as never)
    expect(host.logs.messages).toEqual(['5', 'made by toString', 'true'])
  })

  it('undefined is NULL', () => {
    const host = installHost()
    host.api.log(2, undefined as never)
    expect(host.calls.last).toMatchObject({ args: { message: null }, refused: 'NULL_ARGUMENT' })
  })

  it('an argument whose toString throws makes no call', () => {
    const host = installHost()
    const broken = {
      toString() {
        throw new Error('no text to be had')
      },
    }
    expect(() => host.api.configSet('key', broken as never)).toThrow('no text to be had')
    expect(host.calls.length).toBe(0)
  })

  it.each([
    ['a word', 'high'],
    ['NaN', Number.NaN],
    ['a fraction', 1.5],
    ['more than 32 bits', 2 ** 40],
    ['an object', {}],
  ])('%s as log level throws INVALID_ARGUMENT, and no call is made', (_, level) => {
    const host = installHost()
    expect(() => host.api.log(level as never, 'message')).toThrow(withCode('INVALID_ARGUMENT'))
    expect(host.calls.length).toBe(0)
  })

  it.each([0, 4, 5, -1, 2 ** 31 - 1, -(2 ** 31)])('log level %i crosses as it is', (level) => {
    const host = installHost()
    host.api.log(level, 'message')
    expect(host.logs.last?.level).toBe(level)
  })

  it.each([
    ['a word', 'somewhere'],
    ['a negative number', -1n],
    ['more than 64 bits', 2n ** 64n],
    ['a fraction', 1.5],
  ])('%s as pointer throws INVALID_ARGUMENT, and no call is made', (_, pointer) => {
    const host = installHost()
    expect(() => host.api.freeString(pointer as never)).toThrow(withCode('INVALID_ARGUMENT'))
    expect(host.calls.length).toBe(0)
  })
})
