import * as jestExpect from 'expect'
import { describe, expect, it, expect as vitest } from 'vitest'
import { registerMatchers } from '../../matchers/register-jest.js'
import '../../matchers/register-vitest.js'
import type { MockHostMatchers } from '../../matchers/index.js'
import { fakeConfig, fakeHost } from './fake-host.js'

/** As much of an `expect` as the cases below use. */
interface SomeExpect extends Containing {
  (subject: unknown): Assertion
  any(type: unknown): unknown
  anything(): unknown
  arrayOf?(item: unknown): unknown
  extend(matchers: object): void
  readonly not: Containing
}
interface Containing {
  objectContaining(fields: object): unknown
  arrayContaining(items: readonly unknown[]): unknown
  stringContaining(text: string): unknown
  stringMatching(pattern: RegExp): unknown
  toHold?(check: (value: unknown) => unknown): unknown
  toStartWith?(text: string): unknown
}
type Assertion = MockHostMatchers<unknown> & { readonly not: Assertion }
type Given = never

const matchersOfProject = {
  toHold: (value: unknown, check: (value: unknown) => unknown) => result(check(value)),
  toStartWith: (value: string, text: string) => result(value.startsWith(text)),
}

function result(pass: unknown) {
  return { pass: Boolean(pass), message: () => `of ${String(pass)}` }
}

// After Vitest: both keep their matchers in one global object, and Jest cannot call those of Vitest.
registerMatchers(jestExpect.expect)

const runners: [name: string, expect: SomeExpect][] = [
  ["Vitest's expect", vitest as unknown as SomeExpect],
  ['a bare expect, as in Jest', jestExpect.expect as unknown as SomeExpect],
]

const login = { user: 'ada', password: 'x', tags: ['new'], device: { os: 'linux', id: 7 } }
const text = JSON.stringify(login)
const request = { method: 'post', url: 'http://x/', headers: { Authorization: 'Bearer T1' }, body: text }
const host = {
  ...fakeHost([
    ['log_structured', [2, 'login', text]],
    ['config_set', ['session', text]],
    ['config_set', ['list', '[{"user":"ada"}]']],
    ['config_set', ['plain', 'T1']],
    ['config_set', ['nested', JSON.stringify({ inner: text })]],
    ['http_request', [JSON.stringify(request)]],
    ['db_exec', ['INSERT INTO logins VALUES (?)', JSON.stringify([text])]],
  ]),
  config: fakeConfig([{ pluginId: 'com.acme.bot', agentId: 'A', key: 'session', value: text }]),
}

describe.each(runners)('%s', (_, some) => {
  some.extend(matchersOfProject)

  /** Whether the claim holds. That its negation then does not is part of every case. */
  function holds(claim: (assertion: Assertion) => unknown): boolean {
    const [plain, negated] = [some(host), some(host).not].map((assertion) => {
      try {
        claim(assertion)
        return true
      } catch (error) {
        if (!String(error).includes('expected the host')) throw error
        return false
      }
    })
    expect(plain, 'either the claim or its negation holds').toBe(!negated)
    return plain === true
  }
  const isConfig = (key: string, value: unknown) => holds((it) => it.toHaveWrittenConfig(key, value as Given))
  const isSession = (value: unknown) => isConfig('session', value)

  it('finds in JSON text what objectContaining and arrayContaining ask for', () => {
    const wanted = some.objectContaining({ password: 'x' }) as Given
    expect(holds((it) => it.toHaveLogged('login', { payload: wanted }))).toBe(true)
    expect(holds((it) => it.toHaveWrittenConfig('session', wanted))).toBe(true)
    expect(holds((it) => it.toHavePersistedConfig('session', wanted))).toBe(true)
    expect(holds((it) => it.toHaveCalledHost('config_set', 'session', wanted))).toBe(true)
    expect(holds((it) => it.toHaveCalledHost('http_request', some.objectContaining({ url: 'http://x/' })))).toBe(true)
    expect(holds((it) => it.toHaveRequestedHTTP({ body: wanted }))).toBe(true)
    expect(holds((it) => it.toHaveExecutedSQL(/logins/, [wanted]))).toBe(true)
    expect(holds((it) => it.toHaveExecutedSQL(/logins/, some.arrayContaining([wanted]) as Given))).toBe(true)
    expect(isConfig('list', some.arrayContaining([{ user: 'ada' }]))).toBe(true)
    expect(isConfig('list', some.arrayContaining([some.objectContaining({ user: 'bob' })]))).toBe(false)
    expect(isSession(some.objectContaining({ password: 'y' }))).toBe(false)
  })

  it('finds neither fields nor items in a text as such', () => {
    expect(isSession(some.objectContaining({ length: text.length }))).toBe(false)
    for (const wanted of [{}, { length: 2 }]) {
      expect(isConfig('plain', some.objectContaining(wanted))).toBe(false)
      expect(isConfig('plain', some.not.objectContaining(wanted))).toBe(true)
    }
    expect(isConfig('plain', some.arrayContaining([]))).toBe(false)
    expect(isConfig('plain', some.not.arrayContaining([]))).toBe(true)
  })

  it('looks into text at any depth, inside of asymmetric matchers too', () => {
    const wanted = some.objectContaining({ password: 'x' })
    expect(isConfig('nested', { inner: wanted })).toBe(true)
    expect(isConfig('nested', some.objectContaining({ inner: wanted }))).toBe(true)
    expect(isConfig('nested', some.objectContaining({ inner: { password: 'x' } }))).toBe(true)
    expect(isConfig('nested', some.objectContaining({ inner: some.not.objectContaining({ password: 'x' }) }))).toBe(
      false,
    )
    expect(isSession(some.objectContaining({ user: /^a/, device: { os: /^l/ } }))).toBe(true)
    expect(isSession(some.objectContaining({ user: /^b/ }))).toBe(false)
    expect(isSession({ tags: some.arrayContaining([/^n/]) })).toBe(true)
    expect(holds((it) => it.toHaveRequestedHTTP(some.objectContaining({ body: { password: 'x' } }) as object))).toBe(
      true,
    )
  })

  it('asks a negated one that speaks of objects or arrays about the JSON, not about the text', () => {
    expect(isSession(some.not.objectContaining({ password: 'x' }))).toBe(false)
    expect(isSession(some.not.objectContaining({ token: 'x' }))).toBe(true)
    expect(isConfig('list', some.not.arrayContaining([{ user: 'ada' }]))).toBe(false)
    expect(isConfig('list', some.not.arrayContaining([{ user: 'bob' }]))).toBe(true)
    expect(isConfig('nested', { inner: some.not.objectContaining({ password: 'x' }) })).toBe(false)
    if (some.arrayOf === undefined) return
    expect(isConfig('list', some.arrayOf({ user: 'ada' }))).toBe(true)
    expect(isConfig('list', some.arrayOf(some.objectContaining({ user: 'bob' })))).toBe(false)
  })

  it('asks one that speaks of text about the text', () => {
    expect(isSession(some.stringContaining('"password":"x"'))).toBe(true)
    expect(isSession(some.not.stringContaining('"password":"x"'))).toBe(false)
    expect(isSession(some.not.stringContaining('token'))).toBe(true)
    expect(isSession(some.stringMatching(/password/))).toBe(true)
    expect(isSession(some.not.stringMatching(/password/))).toBe(false)
  })

  it('asks expect.any and expect.anything about both', () => {
    expect(isSession(some.any(String))).toBe(true)
    expect(isSession(some.any(Object))).toBe(true)
    expect(isSession(some.any(Number))).toBe(false)
    expect(isConfig('list', some.any(Array))).toBe(true)
    expect(isConfig('plain', some.any(Object))).toBe(false)
    expect(isSession(some.anything())).toBe(true)
  })

  it('asks one of the project about both; a negated one is its opposite', () => {
    const hasPassword = (value: unknown) => value instanceof Object && 'password' in value
    expect(isSession(some.toHold?.(hasPassword))).toBe(true)
    expect(isSession(some.not.toHold?.(hasPassword))).toBe(false)
    expect(isConfig('list', some.toHold?.(hasPassword))).toBe(false)
    expect(isConfig('list', some.not.toHold?.(hasPassword))).toBe(true)
    const isText = (value: unknown) => typeof value === 'string'
    expect(isSession(some.toHold?.(isText))).toBe(true)
    expect(isSession(some.not.toHold?.(isText))).toBe(false)
  })

  it('takes one that throws for what it was not made for', () => {
    expect(isSession(some.toStartWith?.('{"user"'))).toBe(true)
    expect(isSession(some.toStartWith?.('{"token"'))).toBe(false)
    expect(isSession(some.not.toStartWith?.('{"user"'))).toBe(false)
    expect(isSession(some.not.toStartWith?.('{"token"'))).toBe(true)
    const fail = () => {
      throw new Error('of no use for anything')
    }
    expect(() => isSession(some.toHold?.(fail))).toThrow('of no use for anything')
    expect(() => isSession(some.objectContaining('password' as Given))).toThrow('You must provide an object')
  })

  it('asks an expression that remembers where it stopped from the start each time', () => {
    const config = fakeHost([
      ['config_set', ['key 1', 'T1']],
      ['config_set', ['key 2', 'T2']],
    ])
    some(config).toHaveWrittenConfig(some.stringMatching(/key/g) as Given, 'T2')
    expect(() => some(config).not.toHaveWrittenConfig(some.stringMatching(/key/g) as Given, 'T2')).toThrow('expected')
  })

  it('compares header names and methods without case inside of them, negated or not', () => {
    for (const name of ['Authorization', 'authorization', 'AUTHORIZATION']) {
      const sent = { [name]: 'Bearer T1' }
      const isRequested = (wanted: unknown) => holds((it) => it.toHaveRequestedHTTP(wanted as object))
      expect(isRequested({ headers: some.objectContaining(sent) })).toBe(true)
      expect(isRequested({ headers: some.not.objectContaining(sent) })).toBe(false)
      expect(isRequested(some.objectContaining({ method: 'Post', headers: sent }))).toBe(true)
      expect(isRequested(some.objectContaining({ headers: some.objectContaining(sent) }))).toBe(true)
      expect(isRequested(some.objectContaining({ headers: some.not.objectContaining(sent) }))).toBe(false)
      expect(isRequested(some.not.objectContaining({ headers: sent }))).toBe(false)
      expect(isRequested(some.not.objectContaining({ headers: { [name]: 'Bearer T2' } }))).toBe(true)
    }
    for (const method of ['post', 'POST']) {
      const isMethod = (wanted: unknown) => holds((it) => it.toHaveRequestedHTTP({ method: wanted } as object))
      expect(isMethod(new RegExp(`^${method}$`))).toBe(true)
      expect(isMethod(some.stringContaining(method))).toBe(true)
      expect(isMethod(some.not.stringContaining(method))).toBe(false)
    }
  })
})
