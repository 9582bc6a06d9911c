import { describe, expect, it } from 'vitest'
import type { RecordedCall } from '../../src/host/contract.js'
import { createRecorders, type RecorderOptions } from '../../src/host/recorders.js'
import { type CallSketch, recordCall, refreshThread } from '../matchers/fake-host.js'
import { listedCalls } from './listed-calls.js'

/** A journal that grows as a test goes on. */
function growingJournal(options?: RecorderOptions) {
  let calls: RecordedCall[] = []
  const source = listedCalls(() => calls)
  return {
    recorders: createRecorders(() => source, options),
    record: (...sketches: CallSketch[]) => {
      for (const sketch of sketches) calls.push(recordCall(sketch, calls.length))
    },
    reset: () => {
      calls = []
    },
    at: (place: number) => calls[place] as { -readonly [Key in keyof RecordedCall]: RecordedCall[Key] },
  }
}

describe('calls', () => {
  it('keeps every call in order, and files it by slot', () => {
    const { recorders, record } = growingJournal()
    record(['log', [2, 'a']], ['config_get', ['k']])
    expect(recorders.calls.to('log')).toHaveLength(1)
    record(['log', [2, 'b'], { on: refreshThread }])

    expect([...recorders.calls].map(({ slot }) => slot)).toEqual(['log', 'config_get', 'log'])
    expect(recorders.calls.to('log').map(({ seq }) => seq)).toEqual([1, 3])
    expect(recorders.calls.to('dispatch')).toEqual([])
    expect(recorders.calls.from('background').map(({ seq }) => seq)).toEqual([3])
    expect(recorders.calls.last?.seq).toBe(3)
    expect(recorders.calls).toHaveLength(3)
  })

  it('looks at each call once', () => {
    const looks: number[] = []
    const calls = [recordCall(['log', [2, 'a']], 0), recordCall(['log', [2, 'b']], 1)].map((call) => ({
      ...call,
      get args() {
        looks.push(call.seq)
        return call.args
      },
    }))
    const source = listedCalls(() => calls)
    const { logs } = createRecorders(() => source)
    expect(logs.messages).toEqual(['a', 'b'])
    const looksOfFirstRead = looks.length
    expect(logs.messages).toEqual(['a', 'b'])
    expect(logs.contains('b')).toBe(true)
    expect(looks).toHaveLength(looksOfFirstRead)
  })

  it('tells a recorder that is looked at late of every call, in order across its slots', () => {
    const { recorders, record } = growingJournal()
    record(['config_set', ['k', 'first']], ['config_delete', ['k']], ['config_set', ['k', 'second']])
    expect(recorders.calls.to('config_set')).toHaveLength(2)
    expect(recorders.configWrites.entries.map(({ call }) => call.seq)).toEqual([1, 2, 3])
    record(['config_delete', ['k']])
    expect(recorders.configWrites).toMatchObject({ length: 4, setCount: 2, deleteCount: 2 })
  })

  it('starts over when the journal does', () => {
    const { recorders, record, reset } = growingJournal()
    record(['config_set', ['k', 'old']], ['log', [2, 'old']], ['dispatch', ['{}']])
    expect(recorders.configWrites.setCount).toBe(1)
    expect(recorders.dispatches.requests).toHaveLength(1)
    reset()
    expect(recorders.logs.entries).toEqual([])
    expect(recorders.configWrites.setCount).toBe(0)
    expect(recorders.configWrites.lastValue('k')).toBeUndefined()
    record(['config_delete', ['k']], ['log', [2, 'new']], ['http_request', ['{}']])
    expect(recorders.calls.to('config_set')).toEqual([])
    expect(recorders.configWrites.writes).toHaveLength(1)
    expect(recorders.logs.messages).toEqual(['new'])
    expect(recorders.dispatches.calls).toEqual([])
  })
})

describe('every recorder', () => {
  it('filters its entries', () => {
    const { recorders, record } = growingJournal()
    record(['log', [4, 'broken']], ['config_set', ['k', '1']], ['log', [2, 'fine']], ['config_delete', ['k']])
    expect(recorders.logs.filter(({ level }) => level === 4)).toEqual([recorders.logs.entries[0]])
    expect(recorders.calls.filter(({ slot }) => slot === 'log')).toEqual(recorders.calls.to('log'))
    const sets = recorders.configWrites.filter((write) => write.kind === 'set')
    expect(sets.map(({ value }) => value)).toEqual(['1'])
  })

  it('has what came since a call, also since one of another slot', () => {
    const { recorders, record } = growingJournal()
    record(['log', [2, 'a']], ['dispatch', ['1']], ['log', [2, 'b']])
    const before = recorders.calls.last?.seq ?? 0
    expect(recorders.logs.since(before)).toEqual([])
    record(['config_get', ['k']], ['log', [2, 'c']], ['dispatch', ['2']], ['log', [2, 'd']])
    expect(recorders.calls.since(before).map(({ seq }) => seq)).toEqual([4, 5, 6, 7])
    expect(recorders.logs.since(before).map(({ message }) => message)).toEqual(['c', 'd'])
    expect(recorders.dispatches.since(before)).toEqual([2])
    expect(recorders.logs.since(0)).toEqual(recorders.logs.entries)
    expect(recorders.logs.since(1)[0]).toBe(recorders.logs.entries[1])
    expect(recorders.calls.since(1000)).toEqual([])
    expect(recorders.calls.since(-1)).toHaveLength(7)
  })

  it('is iterated over what is there by then, and no further when the journal starts over', () => {
    const { recorders, record, reset } = growingJournal()
    record(['log', [2, 'a']], ['log', [2, 'b']])
    const seen: string[] = []
    for (const { message } of recorders.logs) {
      seen.push(message)
      record(['log', [2, 'more']])
    }
    expect(seen).toEqual(['a', 'b'])
    const slots: string[] = []
    for (const { slot } of recorders.calls) {
      slots.push(slot)
      reset()
    }
    expect(slots).toEqual(['log'])
  })

  it('gives out the same entry, whichever way it is asked for', () => {
    const { recorders, record } = growingJournal()
    for (let at = 0; at < 20; at++) record(['config_set', ['k', `${at}`]])
    const { configWrites } = recorders
    const { last } = configWrites
    expect(configWrites.lastSet('k')).toBe(last)
    expect(configWrites.since(19)).toEqual([last])
    expect(configWrites.of('k').at(-1)).toBe(last)
    expect([...configWrites].at(-1)).toBe(last)
    expect(configWrites.entries.at(-1)).toBe(last)
  })

  it('counts without making an entry', () => {
    const calls = [recordCall(['log', [2, 'a']], 0), recordCall(['config_set', ['k', '1']], 1)]
    const refuse = () => {
      throw new Error('a call was made')
    }
    const source = { ...listedCalls(() => calls), at: refuse, all: refuse, filter: refuse, forEach: refuse }
    const recorders = createRecorders(() => source)
    expect(recorders.calls.count('log')).toBe(1)
    expect(recorders.calls.count('dispatch')).toBe(0)
    expect(recorders.logs).toHaveLength(1)
    expect(recorders.configWrites.setCount).toBe(1)
    expect(recorders.configWrites.deleteCount).toBe(0)
    expect(recorders.configWrites.lastValue('other')).toBeUndefined()
    expect(() => recorders.logs.last).toThrow('a call was made')
  })
})

describe('logs', () => {
  it('keeps level, message and payload', () => {
    const { recorders, record } = growingJournal()
    record(
      ['log', [4, 'broken']],
      ['log_structured', [2, 'fetched', '{"city":"Oslo"}']],
      ['log_structured', [1, 'plain', null]],
    )
    expect(recorders.logs.entries).toMatchObject([
      { level: 4, message: 'broken', payload: null, call: { seq: 1 } },
      { level: 2, message: 'fetched', payload: '{"city":"Oslo"}' },
      { level: 1, message: 'plain', payload: null },
    ])
    expect(recorders.logs.contains('roke')).toBe(true)
    expect(recorders.logs.contains('Oslo')).toBe(true)
    expect(recorders.logs.contains('Bergen')).toBe(false)
  })

  it('joins message and payload as upstream does', () => {
    const { recorders, record } = growingJournal({ joinPayload: true })
    record(['log_structured', [2, 'fetched', '{"a":1}']], ['log_structured', [2, 'plain', null]], ['log', [2, 'x']])
    expect(recorders.logs.messages).toEqual(['fetched {"a":1}', 'plain', 'x'])
    expect(recorders.logs.entries.map(({ payload }) => payload)).toEqual([null, null, null])
  })
})

describe('config', () => {
  it('counts sets and deletes, and keeps the last value over a delete', () => {
    const { recorders, record } = growingJournal()
    record(
      ['config_set', ['k', '1']],
      ['config_set', ['k', '2']],
      ['config_delete', ['k']],
      ['config_set', ['__proto__', 'x']],
    )
    const { configWrites } = recorders
    expect(configWrites.deleteCount).toBe(1)
    expect(configWrites.setCount).toBe(3)
    expect(configWrites.lastValue('k')).toBe('2')
    expect(configWrites.lastValue('__proto__')).toBe('x')
    expect(configWrites.lastValue('other')).toBeUndefined()
    expect(configWrites.last).toMatchObject({ kind: 'set', key: '__proto__' })
  })

  it('finds the writes and reads of a key', () => {
    const { recorders, record } = growingJournal()
    record(['config_set', ['b', '1']], ['config_set', ['a', '2']], ['config_get', ['a'], { answer: '2' }])
    expect(recorders.configWrites.of('a')).toHaveLength(1)
    record(
      ['config_delete', ['a']],
      ['config_set', ['b', '3']],
      ['config_set', ['a', null], { refused: 'NULL_ARGUMENT' }],
    )
    const { configWrites, configReads } = recorders
    expect(configWrites.of('a').map(({ kind }) => kind)).toEqual(['set', 'delete'])
    expect(configWrites.of('c')).toEqual([])
    expect(configWrites.deletes).toEqual([configWrites.of('a')[1]])
    expect(configWrites.lastSets.map(({ key, value }) => [key, value])).toEqual([
      ['b', '3'],
      ['a', '2'],
    ])
    expect(configReads.of('a')).toEqual(configReads.entries)
    expect(configReads.of('b')).toEqual([])
  })

  it('fills in the value of a read when the answer arrives', () => {
    const { recorders, record, at } = growingJournal()
    record(['config_get', ['k']])
    const [read] = recorders.configReads
    expect(read?.value).toBeUndefined()
    at(0).answer = 'late'
    expect(read?.value).toBe('late')
    expect(recorders.configReads.last).toEqual({ key: 'k', value: 'late', call: at(0) })
  })

  it('leaves out what was refused', () => {
    const { recorders, record } = growingJournal()
    record(
      ['config_set', ['k', null], { refused: 'NULL_ARGUMENT' }],
      ['config_get', [null], { refused: 'NULL_ARGUMENT' }],
    )
    expect(recorders.configWrites).toHaveLength(0)
    expect(recorders.configReads).toHaveLength(0)
    expect(recorders.calls).toHaveLength(2)
  })
})

describe('statements', () => {
  it('keeps the SQL of both slots, and parses params', () => {
    const { recorders, record } = growingJournal()
    record(
      ['db_exec', ['INSERT INTO a VALUES (?)', '[1,9007199254740993]']],
      ['db_query', ['SELECT 1', null]],
      ['db_query', ['SELECT 2', '']],
      ['db_exec', ['SELECT 3', 'no json']],
      ['db_exec', [null, null], { refused: 'NULL_ARGUMENT' }],
    )
    expect(recorders.statements.entries).toMatchObject([
      { kind: 'exec', sql: 'INSERT INTO a VALUES (?)', params: [1, 9007199254740993n], call: { seq: 1 } },
      { kind: 'query', sql: 'SELECT 1', params: null },
      { kind: 'query', sql: 'SELECT 2', params: null },
      { kind: 'exec', sql: 'SELECT 3', params: 'no json' },
    ])
    expect(recorders.statements.last?.sql).toBe('SELECT 3')
  })
})

describe('requests', () => {
  it('parses JSON, and keeps text that is none', () => {
    const { recorders, record } = growingJournal()
    record(
      ['dispatch', ['{"prompt":"hi"}']],
      ['http_request', ['{"url":"https://a.example"}']],
      ['dispatch', ['no json']],
    )
    expect(recorders.dispatches.requests).toEqual([{ prompt: 'hi' }, 'no json'])
    expect(recorders.dispatches.last).toBe('no json')
    expect(recorders.dispatches.calls.map(({ seq }) => seq)).toEqual([1, 3])
    expect(recorders.httpRequests.entries).toEqual([{ url: 'https://a.example' }])
  })

  it('keeps those of both slots that ask a model in one order, and those that embed apart', () => {
    const { recorders, record } = growingJournal()
    record(
      ['complete_stream', ['{"model":"local"}']],
      ['embed', ['{"input":"Oslo"}']],
      ['complete', ['{"model":"default"}']],
      ['complete', [null], { refused: 'NULL_ARGUMENT' }],
    )
    expect(recorders.completions.requests).toEqual([{ model: 'local' }, { model: 'default' }])
    expect(recorders.completions.calls.map(({ slot }) => slot)).toEqual(['complete_stream', 'complete'])
    expect(recorders.embeddings.requests).toEqual([{ input: 'Oslo' }])
  })
})
