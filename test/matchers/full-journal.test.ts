import { describe, expect, it } from 'vitest'
import '../../matchers/register-vitest.js'
import { MockHost } from '../../src/host/mock-host.js'
import { installHost } from '../host/install-host.js'
import { failureOf } from './failure.js'
import { ambiguousDrop, fakeConfig, fakeHost } from './fake-host.js'

const AGENT = '7B1E7C5A-3F0E-4C55-9A55-0D6A3D1C9E11'

/** A host that got more calls than it has room for. */
function floodedHost(): MockHost {
  const host = installHost({ journalLimit: 4096 })
  for (let line = 0; line < 500; line++) host.api.log(2, `line ${line}`)
  return host
}

describe('a host with a full journal', () => {
  it('throws where what is asked for may be among the calls that were only counted', () => {
    const host = floodedHost()
    host.api.log(2, 'hunter2')
    host.api.configSet('token', 'T1')
    const claims = [
      () => expect(host).not.toHaveLogged(/hunter2/),
      () => expect(host).toHaveLogged(/hunter2/),
      () => expect(host).not.toHaveWrittenConfig('token'),
      () => expect(host).toHaveCalledHostTimes('config_set', 0),
      () => expect(host).not.toHaveCalledHostTimes('config_set', 1),
    ]
    for (const claim of claims) expect(failureOf(claim)).toMatch(/^CANNOT_TELL: /)
  })

  it('is judged by what was found', () => {
    const host = floodedHost()
    expect(host).toHaveLogged('line 0')
    expect(failureOf(() => expect(host).not.toHaveLogged('line 0'))).toContain('expected the host not to have logged')
    expect(host).not.toHaveCalledHostTimes('log', 1)
    expect(host).toHaveViolations('JOURNAL_LIMIT')
  })

  it('is judged by what it keeps elsewhere: config, strings, drops', () => {
    const host = floodedHost()
    host.activeAgentId = AGENT
    host.api.configSet('token', 'T1')
    expect(host.api.configGet('token')).toBe('T1')
    expect(host).toHavePersistedConfig('token', 'T1')
    expect(host).not.toHavePersistedConfig('session')
    expect(host.strings.handedOut).toBe(1)
    expect(host).toHaveFreedEveryString()
    expect(host).not.toHaveDroppedCalls()
  })

  it('counts the lost calls until it is reset, and after it was closed', () => {
    const host = floodedHost()
    expect(host.lostCalls).toBe(500 - host.calls.length)
    host.reset()
    expect(host.lostCalls).toBe(0)
    expect(host).not.toHaveLogged()
    const other = floodedHost()
    const { lostCalls } = other
    other.close()
    expect(other.lostCalls).toBe(lostCalls)
    expect(new MockHost().lostCalls).toBe(0)
  })
})

describe('with calls that were not kept', () => {
  const host = {
    ...fakeHost(
      [
        ['log', [2, 'ready']],
        ['config_set', ['token', 'T1']],
        ['config_delete', ['token']],
        ['config_get', ['region'], { answer: null }],
        ['dispatch', ['{"prompt":"hi"}'], { answer: '{}' }],
        ['http_request', ['{"url":"http://x/"}'], { answer: '{}' }],
        ['complete', ['{"model":"local"}'], { answer: '{}' }],
        ['db_exec', ['VACUUM'], { answer: '{}' }],
      ],
      [ambiguousDrop],
      { lostCalls: 12, violations: [{ rule: 'RESERVED_SLOT', message: 'dispatch_clarify was called.', fix: 'no' }] },
    ),
    config: fakeConfig([{ pluginId: 'com.acme.bot', agentId: AGENT, key: 'token', value: 'T1' }]),
  }
  type Claims = ReturnType<typeof expect<typeof host>>
  type Case = readonly [name: string, claim: (host: Claims) => void]

  it.each<Case>([
    ['toHaveLogged', (it) => it.toHaveLogged('hunter2')],
    ['toHaveLoggedFrom', (it) => it.toHaveLoggedFrom('background')],
    ['toHaveWrittenConfig', (it) => it.toHaveWrittenConfig('session')],
    [
      'toHaveWrittenConfig with the value that was last among those kept',
      (it) => it.toHaveWrittenConfig('token', 'T1'),
    ],
    ['toHaveWrittenConfig with another value', (it) => it.toHaveWrittenConfig('token', 'T2')],
    ['toHaveDeletedConfig', (it) => it.toHaveDeletedConfig('session')],
    ['toHaveReadConfig', (it) => it.toHaveReadConfig('session')],
    ['toHaveDispatched', (it) => it.toHaveDispatched({ prompt: 'ho' })],
    ['toHaveRequestedHTTP', (it) => it.toHaveRequestedHTTP({ url: 'http://y/' })],
    ['toHaveRequestedCompletion', (it) => it.toHaveRequestedCompletion({ model: 'default' })],
    ['toHaveExecutedSQL', (it) => it.toHaveExecutedSQL(/DROP/)],
    ['toHaveCalledHost', (it) => it.toHaveCalledHost('list_models')],
    ['toHaveCalledHostTimes with as many as were kept', (it) => it.toHaveCalledHostTimes('log', 1)],
    ['toHaveCalledHostTimes with more', (it) => it.toHaveCalledHostTimes('log', 2)],
    ['toHaveCalledHostInOrder', (it) => it.toHaveCalledHostInOrder(['config_set', 'log'])],
    ['toHaveViolations', (it) => it.toHaveViolations('BAD_FREE')],
  ])('%s cannot tell, under .not either', (_, claim) => {
    expect(failureOf(() => claim(expect(host)))).toMatch(/^CANNOT_TELL: /)
    expect(failureOf(() => claim(expect(host).not as Claims))).toMatch(/^CANNOT_TELL: /)
  })

  it.each<Case>([
    ['toHaveLogged', (it) => it.toHaveLogged('ready')],
    ['toHaveLoggedFrom', (it) => it.toHaveLoggedFrom('install')],
    ['toHaveWrittenConfig', (it) => it.toHaveWrittenConfig('token')],
    ['toHavePersistedConfig', (it) => it.toHavePersistedConfig('token', 'T1')],
    ['toHaveDeletedConfig', (it) => it.toHaveDeletedConfig('token')],
    ['toHaveReadConfig', (it) => it.toHaveReadConfig('region')],
    ['toHaveDispatched', (it) => it.toHaveDispatched({ prompt: 'hi' })],
    ['toHaveRequestedHTTP', (it) => it.toHaveRequestedHTTP()],
    ['toHaveRequestedCompletion', (it) => it.toHaveRequestedCompletion()],
    ['toHaveExecutedSQL', (it) => it.toHaveExecutedSQL('VACUUM')],
    ['toHaveCalledHost', (it) => it.toHaveCalledHost('log', 'info', 'ready')],
    ['toHaveCalledHostInOrder', (it) => it.toHaveCalledHostInOrder(['log', 'config_set'])],
    ['toHaveDroppedCalls', (it) => it.toHaveDroppedCalls(1)],
    ['toHaveViolations', (it) => it.toHaveViolations('RESERVED_SLOT')],
    ['toHaveFreedEveryString', (it) => it.toHaveFreedEveryString()],
  ])('%s tells what was found', (_, claim) => {
    claim(expect(host))
    expect(failureOf(() => claim(expect(host).not as Claims))).toContain('expected the host not to')
  })

  it('a count that is exceeded already is known', () => {
    expect(host).not.toHaveCalledHostTimes('log', 0)
    expect(failureOf(() => expect(host).toHaveCalledHostTimes('log', 0))).toContain('it got 1 call')
  })

  it('misuse comes first', () => {
    expect(failureOf(() => expect(host).not.toHaveReadConfig(5 as never))).toMatch(/^MATCHER_MISUSE: /)
  })

  it('an asymmetric use throws as well', () => {
    const assertion = () => expect({ host }).toEqual({ host: expect.not.toHaveLogged('hunter2') })
    expect(failureOf(assertion)).toMatch(/^CANNOT_TELL: /)
  })

  it('the message says how many are missing', () => {
    expect(failureOf(() => expect(host).not.toHaveLogged('hunter2'))).toMatchInlineSnapshot(`
      "CANNOT_TELL: toHaveLogged asks what the host cannot know: its journal is full.
        not kept    12 calls that came after that, and were only counted
        to fix      raise journalLimit, or look for a thread of the plugin that floods the host
        more        docs/errors/CANNOT_TELL.md"
    `)
    expect(failureOf(() => expect(host).not.toHaveLogged('ready'))).toContain(
      '8 calls reached host 1, and 12 that came when its journal was full',
    )
  })
})
