import * as bareVitest from '@vitest/expect'
import { describe, expect, it, expect as vitest } from 'vitest'
import { registerMatchers } from '../../matchers/register-jest.js'
import '../../matchers/register-vitest.js'
import type { MockHostMatchers } from '../../matchers/index.js'
import * as matchers from '../../matchers/index.js'
import type { AwaitedMatcher } from '../../matchers/types.js'
import type { HandedString } from '../../src/host/contract.js'
import { failureOf } from './failure.js'
import { ambiguousDrop, fakeConfig, fakeHost, refreshThread } from './fake-host.js'

/** As much of an `expect` as the cases below use. */
interface SomeExpect {
  (subject: unknown): SomeAssertion
  any(type: unknown): never
  stringContaining(text: string): never
  objectContaining(fields: object): never
  toHaveLogged: MockHostMatchers<unknown>['toHaveLogged']
  not: Pick<MockHostMatchers<unknown>, 'toHaveLogged'>
}
/** The matchers by name, as they stand on `expect` and on `expect.not`. */
type Asymmetric = Record<string, (...args: readonly unknown[]) => unknown>
type SomeAssertion = MockHostMatchers<unknown> & { not: SomeAssertion; toEqual(expected: unknown): void }

const kept = { pluginId: 'com.acme.bot', agentId: '7B1E7C5A-3F0E-4C55-9A55-0D6A3D1C9E11', key: 'token', value: 'T1' }
const keeping = { ...fakeHost(), config: fakeConfig([kept]) }
const keptString: HandedString = {
  slot: 'config_get',
  text: 'eu',
  size: 2,
  pointer: 0x10n,
  thread: refreshThread,
  frame: null,
  at: 0,
}
const host = fakeHost(
  [
    ['config_get', ['apiKey'], { in: 'init', answer: null }],
    ['log', [2, 'ready'], { in: 'init' }],
    ['log_structured', [3, 'expires', '{"seconds":60}'], { on: refreshThread }],
    ['config_set', ['token', 'T1'], { in: 'invoke' }],
    ['config_delete', ['token'], { in: 'invoke' }],
    ['dispatch', ['{"prompt":"hi","tools":["a"]}'], { in: 'invoke', answer: '{}' }],
    ['db_exec', ['INSERT INTO notes VALUES (?, ?)', '["milk",2]'], { in: 'invoke', answer: '{}' }],
    ['http_request', ['{"url":"https://a.example","headers":{"Accept":"text/html"}}'], { in: 'invoke', answer: '{}' }],
    ['complete', ['{"model":"local","messages":[]}'], { in: 'invoke', answer: '{}' }],
  ],
  [ambiguousDrop],
  { violations: [{ rule: 'RESERVED_SLOT', message: 'dispatch_clarify was called.', fix: 'leave it out' }] },
)
const manifest = { plugin_id: 'a', capabilities: {} }
const keeper = fakeHost([], [], { strings: { handedOut: 1, freed: 0, outstanding: [keptString], badFrees: [] } })
const old = fakeHost([], [], { abiVersion: 5 })
const failure = '{"ok":false,"kind":"timeout","message":"too slow"}'

type Case = (expect: SomeExpect) => unknown

const passing: Record<string, Case> = {
  toHaveLogged: (expect) =>
    expect(host).toHaveLogged(/^exp/, { level: 'warn', from: 'refresh', payload: { seconds: expect.any(Number) } }),
  toHaveLoggedFrom: (expect) => expect(host).toHaveLoggedFrom('background', expect.stringContaining('expires')),
  toHaveWrittenConfig: (expect) => expect(host).toHaveWrittenConfig(/tok/, 'T1'),
  toHavePersistedConfig: (expect) => expect(keeping).toHavePersistedConfig('token', expect.stringContaining('T')),
  toHaveDeletedConfig: (expect) => expect(host).toHaveDeletedConfig('token'),
  toHaveReadConfig: (expect) => expect(host).toHaveReadConfig(expect.any(String)),
  toHaveDispatched: (expect) => expect(host).toHaveDispatched({ prompt: /h/, tools: [expect.any(String)] }),
  'toHaveDispatched with an asymmetric matcher': (expect) =>
    expect(host).toHaveDispatched(expect.objectContaining({ prompt: 'hi' })),
  toHaveRequestedHTTP: (expect) => expect(host).toHaveRequestedHTTP({ headers: { accept: /html/ } }),
  toHaveRequestedCompletion: (expect) => expect(host).toHaveRequestedCompletion({ model: /loc/, messages: [] }),
  toHaveExecutedSQL: (expect) => expect(host).toHaveExecutedSQL(/^INSERT/, ['milk', expect.any(Number)]),
  toHaveCalledHost: (expect) => expect(host).toHaveCalledHost('dispatch', { prompt: 'hi' }),
  toHaveCalledHostTimes: (expect) => expect(host).toHaveCalledHostTimes('log', 1),
  toHaveCalledHostInOrder: (expect) => expect(host).toHaveCalledHostInOrder(['config_get', 'config_set']),
  toHaveDroppedCalls: (expect) => expect(host).toHaveDroppedCalls(1),
  toHaveViolations: (expect) => expect(host).toHaveViolations('RESERVED_SLOT'),
  toHaveFreedEveryString: (expect) => expect(host).toHaveFreedEveryString(),
  toSucceed: (expect) => expect('{"ok":true,"result":[1]}').toSucceed([expect.any(Number)]),
  toFailWith: (expect) => expect(failure).toFailWith('timeout', /slow/),
  toBeAValidManifest: (expect) => expect(manifest).toBeAValidManifest(),
  'an asymmetric use': (expect) => expect({ host }).toEqual({ host: expect.toHaveLogged('ready') }),
  'a negated asymmetric use': (expect) => expect({ host }).toEqual({ host: expect.not.toHaveLogged('gone') }),
}

const failing: Record<string, Case> = {
  toHaveLogged: (expect) => expect(host).toHaveLogged('redy', { level: 2 }),
  toHaveLoggedFrom: (expect) => expect(host).toHaveLoggedFrom('install', /expires/),
  toHaveWrittenConfig: (expect) => expect(host).toHaveWrittenConfig('token', expect.stringContaining('T2')),
  toHavePersistedConfig: (expect) => expect(keeping).toHavePersistedConfig('token', 'T2'),
  toHaveDeletedConfig: (expect) => expect(host).toHaveDeletedConfig('tokens'),
  toHaveReadConfig: (expect) => expect(host).toHaveReadConfig('api_key'),
  toHaveDispatched: (expect) => expect(host).toHaveDispatched({ prompt: 'ho', tools: [expect.any(Number)] }),
  toHaveRequestedHTTP: (expect) => expect(host).toHaveRequestedHTTP({ url: /b\.example/ }),
  toHaveRequestedCompletion: (expect) => expect(host).toHaveRequestedCompletion({ model: 'default' }),
  toHaveExecutedSQL: (expect) => expect(host).toHaveExecutedSQL(/^INSERT/, ['milk', expect.any(String)]),
  toHaveCalledHost: (expect) => expect(host).toHaveCalledHost('config_set', 'token', 'T2'),
  toHaveCalledHostTimes: (expect) => expect(host).toHaveCalledHostTimes('log', 2),
  toHaveCalledHostInOrder: (expect) => expect(host).toHaveCalledHostInOrder(['config_set', 'log']),
  toHaveDroppedCalls: (expect) => expect(host).toHaveDroppedCalls(2),
  toHaveViolations: (expect) => expect(host).toHaveViolations('BAD_FREE'),
  toHaveFreedEveryString: (expect) => expect(keeper).toHaveFreedEveryString(),
  toSucceed: (expect) => expect(failure).toSucceed(),
  toFailWith: (expect) => expect(failure).toFailWith('rejected'),
  toBeAValidManifest: (expect) => expect({ ...manifest, name: 5, extra: 1 }).toBeAValidManifest(),
  'toHaveLogged, negated': (expect) => expect(host).not.toHaveLogged('ready'),
  'toHaveLoggedFrom, negated': (expect) => expect(host).not.toHaveLoggedFrom(2),
  'toHaveWrittenConfig, negated': (expect) => expect(host).not.toHaveWrittenConfig('token'),
  'toHavePersistedConfig, negated': (expect) => expect(keeping).not.toHavePersistedConfig(/tok/),
  'toHaveDeletedConfig, negated': (expect) => expect(host).not.toHaveDeletedConfig('token'),
  'toHaveReadConfig, negated': (expect) => expect(host).not.toHaveReadConfig('apiKey'),
  'toHaveDispatched, negated': (expect) => expect(host).not.toHaveDispatched(),
  'toHaveRequestedHTTP, negated': (expect) => expect(host).not.toHaveRequestedHTTP({}),
  'toHaveRequestedCompletion, negated': (expect) => expect(host).not.toHaveRequestedCompletion({ model: 'local' }),
  'toHaveExecutedSQL, negated': (expect) => expect(host).not.toHaveExecutedSQL(/notes/),
  'toHaveCalledHost, negated': (expect) => expect(host).not.toHaveCalledHost('log', 'info'),
  'toHaveCalledHostTimes, negated': (expect) => expect(host).not.toHaveCalledHostTimes('log', 1),
  'toHaveCalledHostInOrder, negated': (expect) => expect(host).not.toHaveCalledHostInOrder(['log', 'dispatch']),
  'toHaveDroppedCalls, negated': (expect) => expect(host).not.toHaveDroppedCalls(1),
  'toHaveViolations, negated': (expect) => expect(host).not.toHaveViolations(),
  'toHaveFreedEveryString, negated': (expect) => expect(host).not.toHaveFreedEveryString(),
  'toSucceed, negated': (expect) => expect('done').not.toSucceed('done'),
  'toFailWith, negated': (expect) => expect(failure).not.toFailWith('timeout'),
  'toBeAValidManifest, negated': (expect) => expect(manifest).not.toBeAValidManifest(),
  'a misuse': (expect) => expect(host).toHaveReadConfig(5 as never),
  'a misuse, negated': (expect) => expect(host).not.toHaveReadConfig(5 as never),
  'a question that the host cannot answer': (expect) => expect(old).not.toHaveFreedEveryString(),
  'a subject that is no host': (expect) => expect({}).not.toHaveDroppedCalls(),
}

type Use = readonly [subject: unknown, ...args: unknown[]]

/** A use of each matcher that passes, and one that fails. */
const uses: Record<Exclude<keyof typeof matchers, AwaitedMatcher>, { readonly passing: Use; readonly failing: Use }> = {
  toHaveLogged: { passing: [host, /^exp/, { from: 'refresh' }], failing: [host, 'gone'] },
  toHaveLoggedFrom: { passing: [host, 'background'], failing: [host, 'install', /expires/] },
  toHaveWrittenConfig: { passing: [host, 'token', 'T1'], failing: [host, 'token', 'T2'] },
  toHavePersistedConfig: { passing: [keeping, 'token', /T/], failing: [keeping, 'token', 'T2'] },
  toHaveDeletedConfig: { passing: [host, 'token'], failing: [host, 'tokens'] },
  toHaveReadConfig: { passing: [host, /api/], failing: [host, 'api_key'] },
  toHaveDispatched: { passing: [host, { prompt: 'hi' }], failing: [host, { prompt: 'ho' }] },
  toHaveRequestedHTTP: { passing: [host, { url: /a\.example/ }], failing: [host, { url: /b\.example/ }] },
  toHaveRequestedCompletion: { passing: [host, { model: 'local' }], failing: [host, { model: 'default' }] },
  toHaveExecutedSQL: { passing: [host, /^INSERT/, ['milk', 2]], failing: [host, /^INSERT/, ['milk']] },
  toHaveCalledHost: { passing: [host, 'log', 'info'], failing: [host, 'log', 'error'] },
  toHaveCalledHostTimes: { passing: [host, 'log', 1], failing: [host, 'log', 2] },
  toHaveCalledHostInOrder: { passing: [host, ['log', 'dispatch']], failing: [host, ['dispatch', 'log']] },
  toHaveDroppedCalls: { passing: [host, 1], failing: [host, 2] },
  toHaveViolations: { passing: [host, 'RESERVED_SLOT'], failing: [host, 'BAD_FREE'] },
  toHaveFreedEveryString: { passing: [host], failing: [keeper] },
  toSucceed: { passing: ['done', 'done'], failing: ['done', 'undone'] },
  toFailWith: { passing: [failure, 'timeout', /slow/], failing: [failure, 'rejected'] },
  toBeAValidManifest: { passing: [manifest], failing: [{ ...manifest, name: 5 }] },
}

const bareVitestExpect = createBareVitest()
// Last: both keep their matchers in one global object, and Jest cannot call those of Vitest.
const { expect: bareJest } = await import('expect')
registerMatchers(bareJest)

const runners: [name: string, expect: SomeExpect][] = [
  ["Vitest's expect", vitest as unknown as SomeExpect],
  ['a bare expect, as in Jest', bareJest as unknown as SomeExpect],
  ['a bare @vitest/expect', bareVitestExpect],
]

describe.each(runners)('%s', (_, someExpect) => {
  it.each(Object.entries(passing))('passes %s', (_, run) => {
    run(someExpect)
  })

  it.each(Object.entries(failing))('fails %s with the message of the others', (_, run) => {
    expect(failureOf(() => run(someExpect))).toBe(failureOf(() => run(vitest as unknown as SomeExpect)))
  })

  describe.each(Object.entries(uses))('takes %s as an asymmetric matcher', (name, { passing: met, failing: unmet }) => {
    const { [name]: plain } = someExpect as unknown as Asymmetric
    const { [name]: negated } = someExpect.not as unknown as Asymmetric
    const compare = (matcher: Asymmetric[string] | undefined, [subject, ...args]: Use) =>
      someExpect([{ subject }]).toEqual([{ subject: matcher?.(...args) }])

    it('that holds, and one that does not', () => {
      compare(plain, met)
      expect(failureOf(() => compare(plain, unmet))).not.toContain('MATCHER_MISUSE')
    })

    it('that is negated', () => {
      compare(negated, unmet)
      expect(failureOf(() => compare(negated, met))).not.toContain('MATCHER_MISUSE')
    })

    it('that is misused', () => {
      const misuse: Use = [...met, 'more', 'than', 'it', 'takes']
      const [subject, ...args] = misuse
      expect(failureOf(() => compare(plain, misuse))).toContain('MATCHER_MISUSE')
      expect(failureOf(() => compare(negated, misuse))).toContain('MATCHER_MISUSE')
      expect(failureOf(() => someExpect([subject]).not.toEqual([plain?.(...args)]))).toContain('MATCHER_MISUSE')
    })
  })
})

it('covers every matcher here, green and red, plain and negated', () => {
  for (const name of Object.keys(uses)) {
    expect(Object.keys(passing)).toContainEqual(expect.stringMatching(new RegExp(`^${name}\\b`)))
    expect(Object.keys(failing)).toContain(name)
    expect(Object.keys(failing)).toContain(`${name}, negated`)
  }
})

/** What Vitest itself does to make its `expect`, without Vitest. */
function createBareVitest(): SomeExpect {
  const { chai, JestChaiExpect, JestExtend, JestAsymmetricMatchers } = bareVitest
  chai.use(JestExtend)
  chai.use(JestChaiExpect)
  chai.use(JestAsymmetricMatchers)
  const { not, extend } = chai.expect as unknown as { not: object; extend: (expect: unknown, matchers: object) => void }
  const bare = Object.assign((subject: unknown) => chai.expect(subject), chai.expect, { not: { ...not } })
  extend.call(chai.expect, bare, matchers)
  return bare as unknown as SomeExpect
}
