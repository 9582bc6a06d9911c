import { describe, expect, it } from 'vitest'
import '../../matchers/register-vitest.js'
import * as matchers from '../../matchers/index.js'
import type { AwaitedMatcher } from '../../matchers/types.js'
import { isMockHostError } from '../../src/index.js'
import { fakeHost, refreshThread } from './fake-host.js'

const host = fakeHost([
  ['log', [2, 'ready']],
  ['log_structured', [2, 'fetched', '{"city":"Oslo"}'], { on: refreshThread }],
  ['config_get', ['token'], { answer: null }],
  ['config_set', ['token', '{"user":"ada"}']],
  ['config_delete', ['token']],
  ['dispatch', ['{"prompt":"hi"}'], { answer: '{}' }],
  ['http_request', ['{"url":"https://a.example"}'], { answer: '{}' }],
  ['complete', ['{"model":"local"}'], { answer: '{}' }],
  ['db_exec', ['DELETE FROM notes', '["text"]']],
  ['free_string', [0x7f00n]],
])

/** One value of each kind. */
const values = {
  undefined: undefined,
  null: null,
  boolean: true,
  integer: 5,
  'negative integer': -5,
  fraction: 1.5,
  bigint: 5n,
  text: 'text',
  symbol: Symbol('symbol'),
  function: () => {},
  array: ['text'],
  object: { text: 'text' },
  'empty object': {},
  RegExp: /text/,
  Date: new Date(0),
  Promise: Promise.resolve({ text: 'text' }),
  Map: new Map([['text', 'text']]),
  Set: new Set(['text']),
  'asymmetric matcher': expect.anything(),
} as const
type Kind = keyof typeof values
const kinds = Object.keys(values) as Kind[]

const text: readonly Kind[] = ['text', 'RegExp', 'asymmetric matcher']
const textOrJSON: readonly Kind[] = [...text, 'array', 'object', 'empty object']
const request: readonly Kind[] = ['object', 'empty object', 'asymmetric matcher']
const thread: readonly Kind[] = ['text', 'RegExp', 'integer', 'negative integer', 'fraction']
const nothing: readonly Kind[] = []

/** What waits for a call has tests of its own. */
type Name = Exclude<keyof typeof matchers, AwaitedMatcher>
type Assertion = Record<Name, (...args: unknown[]) => void> & { not: Assertion }
const assert = (subject: unknown) => expect(subject) as unknown as Assertion

/** Each place where a matcher takes something, the kinds that it takes, and the other arguments. */
const places: readonly [name: Name, place: string, takes: readonly Kind[], args: (value: unknown) => unknown[]][] = [
  ['toHaveLogged', 'message', text, (value) => [value]],
  ['toHaveLogged', 'options', ['empty object'], (value) => ['ready', value]],
  ['toHaveLogged', 'level', ['integer', 'negative integer'], (level) => ['ready', { level }]],
  ['toHaveLogged', 'from', thread, (from) => ['ready', { from }]],
  ['toHaveLogged', 'payload', ['null', ...textOrJSON], (payload) => ['ready', { payload }]],
  ['toHaveLoggedFrom', 'thread', thread, (value) => [value]],
  ['toHaveLoggedFrom', 'message', text, (value) => ['install', value]],
  ['toHaveWrittenConfig', 'key', text, (value) => [value]],
  ['toHaveWrittenConfig', 'value', textOrJSON, (value) => ['token', value]],
  ['toHavePersistedConfig', 'key', text, (value) => [value]],
  ['toHavePersistedConfig', 'value', ['undefined', ...textOrJSON], (value) => ['token', value]],
  ['toHavePersistedConfig', 'expectation', ['undefined', 'empty object'], (value) => ['token', 'T1', value]],
  ['toHavePersistedConfig', 'agent', ['undefined', 'text'], (agentId) => ['token', 'T1', { agentId }]],
  ['toHaveDeletedConfig', 'key', text, (value) => [value]],
  ['toHaveReadConfig', 'key', text, (value) => [value]],
  ['toHaveDispatched', 'request', request, (value) => [value]],
  ['toHaveRequestedCompletion', 'request', request, (value) => [value]],
  ['toHaveRequestedHTTP', 'request', request, (value) => [value]],
  ['toHaveExecutedSQL', 'SQL', text, (value) => [value]],
  ['toHaveExecutedSQL', 'params', ['array', 'asymmetric matcher'], (value) => ['DELETE FROM notes', value]],
  ['toHaveCalledHost', 'slot', nothing, (value) => [value]],
  ['toHaveCalledHostTimes', 'slot', nothing, (value) => [value, 1]],
  ['toHaveCalledHostTimes', 'number', ['integer'], (value) => ['log', value]],
  ['toHaveCalledHostInOrder', 'slots', nothing, (value) => [value]],
  ['toHaveCalledHostInOrder', 'one of the slots', nothing, (value) => [['log', value]]],
  ['toHaveDroppedCalls', 'number', ['integer'], (value) => [value]],
  ['toHaveViolations', 'rule', nothing, (value) => [value]],
  ['toFailWith', 'kind', text, (value) => [value]],
  ['toFailWith', 'message', text, (value) => ['timeout', value]],
  ['toSucceed', 'result', kinds.filter((kind) => kind !== 'undefined' && kind !== 'Promise'), (value) => [value]],
  ['toHaveCalledHost', 'level', ['integer', 'negative integer', 'asymmetric matcher'], (value) => ['log', value]],
]

/** What is no host where a matcher takes something else. */
const subjects: Partial<Record<Name, { readonly one: unknown; readonly takes: readonly Kind[] }>> = {
  toSucceed: { one: '{"ok":true,"result":{"sky":"clear"}}', takes: ['text'] },
  toFailWith: { one: '{"ok":false,"kind":"timeout","message":"too slow"}', takes: ['text'] },
  toBeAValidManifest: { one: { plugin_id: 'a', capabilities: {} }, takes: ['text', 'object', 'empty object'] },
}
const subjectOf = (name: Name) => subjects[name]?.one ?? host

/** Whether an assertion ends in a misuse, and not in a result. */
function isMisuse(body: () => void): boolean {
  try {
    body()
    return false
  } catch (error) {
    return isMockHostError(error, 'MATCHER_MISUSE')
  }
}

/** The kinds with which an assertion is a misuse. */
const misused = (body: (value: unknown) => void) => kinds.filter((kind) => isMisuse(() => body(values[kind])))

describe.each(places)('%s refuses what is no %s', (name, _, takes, args) => {
  const refused = kinds.filter((kind) => !takes.includes(kind))

  it('and takes the rest', () => {
    expect(misused((value) => assert(subjectOf(name))[name](...args(value)))).toEqual(refused)
  })

  it('under .not too', () => {
    expect(misused((value) => assert(subjectOf(name)).not[name](...args(value)))).toEqual(refused)
  })
})

/** The least arguments that each matcher takes, and as many as it can take. */
const uses: Record<Name, { readonly least: readonly unknown[]; readonly most: readonly unknown[] }> = {
  toBeAValidManifest: { least: [], most: [] },
  toFailWith: { least: ['timeout'], most: ['timeout', 'too slow'] },
  toHaveCalledHost: { least: ['log'], most: ['log', 'info', 'ready'] },
  toHaveCalledHostInOrder: { least: [['log']], most: [['log']] },
  toHaveCalledHostTimes: { least: ['log', 1], most: ['log', 1] },
  toHaveDeletedConfig: { least: ['token'], most: ['token'] },
  toHaveDispatched: { least: [], most: [{}] },
  toHaveDroppedCalls: { least: [], most: [0] },
  toHaveExecutedSQL: { least: ['DELETE FROM notes'], most: ['DELETE FROM notes', ['text']] },
  toHaveFreedEveryString: { least: [], most: [] },
  toHaveLogged: { least: [], most: ['ready', { level: 'info' }] },
  toHaveLoggedFrom: { least: ['install'], most: ['install', 'ready'] },
  toHavePersistedConfig: { least: ['token'], most: ['token', 'T1', {}] },
  toHaveReadConfig: { least: ['token'], most: ['token'] },
  toHaveRequestedCompletion: { least: [], most: [{}] },
  toHaveRequestedHTTP: { least: [], most: [{}] },
  toHaveViolations: { least: [], most: ['BAD_FREE'] },
  toHaveWrittenConfig: { least: ['token'], most: ['token', { user: 'ada' }] },
  toSucceed: { least: [], most: [{ sky: 'clear' }] },
}

describe.each(Object.keys(uses) as Name[])('%s', (name) => {
  const { least, most } = uses[name]

  it('refuses every subject of another kind, under .not too', () => {
    const others = kinds.filter((kind) => !subjects[name]?.takes.includes(kind))
    expect(misused((subject) => assert(subject)[name](...least))).toEqual(others)
    expect(misused((subject) => assert(subject).not[name](...least))).toEqual(others)
  })

  it('refuses too few and too many arguments, under .not too', () => {
    const counts: readonly (readonly unknown[])[] = [[...most, 'text'], ...(least.length > 0 ? [least.slice(1)] : [])]
    for (const args of counts) {
      expect(isMisuse(() => assert(subjectOf(name))[name](...args))).toBe(true)
      expect(isMisuse(() => assert(subjectOf(name)).not[name](...args))).toBe(true)
    }
    for (const args of [least, most]) expect(isMisuse(() => assert(subjectOf(name)).not[name](...args))).toBe(false)
  })

  it('is misused in an asymmetric use as in any other', () => {
    const asymmetric = expect as unknown as Assertion
    const args = [...most, 'text']
    expect(isMisuse(() => expect([subjectOf(name)]).toEqual([asymmetric[name](...args)]))).toBe(true)
    expect(isMisuse(() => expect([subjectOf(name)]).toEqual([asymmetric.not[name](...args)]))).toBe(true)
    expect(isMisuse(() => expect([5]).not.toEqual([asymmetric[name](...least)]))).toBe(true)
  })
})

it('every matcher stands in the tables above', () => {
  const awaited: readonly AwaitedMatcher[] = ['toCrash', 'toExit', 'toHang']
  expect([...Object.keys(uses), ...awaited].sort()).toEqual(Object.keys(matchers).sort())
  const withArguments = Object.entries(uses).filter(([, { most }]) => most.length > 0)
  expect([...new Set(places.map(([name]) => name))].sort()).toEqual(withArguments.map(([name]) => name).sort())
})
