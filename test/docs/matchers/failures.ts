import { expect } from 'vitest'
import type { MockHostMatchers } from '../../../matchers/types.js'
import type { StringLedger, Violation } from '../../../src/host/contract.js'
import { ruleCatalogue } from '../../../src/host/rules/catalogue.js'
import { awaitedFailureOf } from '../../matchers/failure.js'
import {
  ambiguousDrop,
  type CallSketch,
  fakeConfig,
  fakeHost,
  installThread,
  refreshThread,
} from '../../matchers/fake-host.js'
import '../../../matchers/register-vitest.js'

const onThread = { on: refreshThread }
const inInvoke = { in: 'invoke' } as const
const inConfig = { in: 'on_config_changed' } as const

const tokenCalls: CallSketch[] = [
  ['config_get', ['region'], { ...inConfig, answer: 'eu' }],
  ['config_set', ['token', 'T1'], inConfig],
  ['log', [2, 'token refreshed'], onThread],
]

const request = '{"method":"POST","url":"https://api.example.com/token","body":"{\\"user\\":\\"ada\\"}"}'
const answer = '{"status":200,"body":"{}"}'

/** A failing assertion of each matcher, as an author might write it. */
const failing: Readonly<Record<keyof MockHostMatchers, () => unknown>> = {
  toHaveLogged: () => expect(fakeHost(tokenCalls)).toHaveLogged('token refrehsed'),
  toHaveLoggedFrom: () => expect(fakeHost(tokenCalls)).toHaveLoggedFrom('install', /refreshed/),
  toHaveWrittenConfig: () => expect(fakeHost(tokenCalls)).toHaveWrittenConfig('token', 'T2'),
  toHavePersistedConfig: () =>
    expect({ ...fakeHost([['config_set', ['cursor', '42'], onThread]]), config: lostConfig }).toHavePersistedConfig(
      'cursor',
    ),
  toHaveDeletedConfig: () => expect(fakeHost(tokenCalls)).toHaveDeletedConfig('token'),
  toHaveReadConfig: () => expect(fakeHost(tokenCalls)).toHaveReadConfig('regoin'),
  toHaveDispatched: () =>
    expect(
      fakeHost([['dispatch', ['{"prompt":"Water the plants"}'], { ...inInvoke, answer: '{"id":"t1"}' }]]),
    ).toHaveDispatched({
      prompt: /flowers/,
    }),
  toHaveRequestedHTTP: () =>
    expect(fakeHost([['http_request', [request], { ...onThread, answer }]])).toHaveRequestedHTTP({
      method: 'POST',
      body: { user: 'bob' },
    }),
  toHaveRequestedCompletion: () =>
    expect(
      fakeHost([['complete', ['{"model":"local","messages":[]}'], { ...inInvoke, answer: '{}' }]]),
    ).toHaveRequestedCompletion({ model: 'gpt-5' }),
  toHaveExecutedSQL: () =>
    expect(
      fakeHost([
        ['db_exec', ['INSERT INTO notes VALUES (?)', '["buy milk"]'], { ...inInvoke, answer: '{"changes":1}' }],
      ]),
    ).toHaveExecutedSQL(/^INSERT INTO notes/, ['buy bread']),
  toHaveCalledHost: () => expect(fakeHost(tokenCalls)).toHaveCalledHost('config_set', 'token', /^X/),
  toHaveCalledHostTimes: () => expect(fakeHost(tokenCalls)).toHaveCalledHostTimes('config_set', 2),
  toHaveCalledHostInOrder: () => expect(fakeHost(tokenCalls)).toHaveCalledHostInOrder(['config_set', 'config_get']),
  toHaveDroppedCalls: () => expect(fakeHost([], [ambiguousDrop])).not.toHaveDroppedCalls(),
  toHaveViolations: () =>
    expect(
      fakeHost([['config_set', ['cursor', '42'], onThread]], [], { violations: [lostWrite] }),
    ).not.toHaveViolations(),
  toHaveFreedEveryString: () =>
    expect(fakeHost(tokenCalls.slice(0, 1), [], { strings: leak })).toHaveFreedEveryString(),
  toSucceed: () => expect('{"ok":true,"result":{"sky":"grey"}}').toSucceed({ sky: 'clear' }),
  toFailWith: () => expect('[TIMEOUT] gave up').toFailWith('unavailable'),
  toBeAValidManifest: () => expect({ plugin_id: 'com.example.hello' }).toBeAValidManifest(),
  toCrash: () => expect(returned('fine')).toCrash({ signal: 'SIGSEGV' }),
  toHang: () => expect(returned('fine')).toHang({ after: 'config_get' }),
  toExit: () => expect(returned('fine')).toExit(3),
}

/** The messages with which they fail. */
export async function collectFailures(): Promise<ReadonlyMap<string, string>> {
  const entries = Object.entries(failing).map(async ([name, fail]) => {
    return [name, await awaitedFailureOf((async () => fail())())] as const
  })
  return new Map(await Promise.all(entries))
}

const { fix, section = '' } = ruleCatalogue.CONFIG_WITHOUT_AGENT

const lostWrite: Violation = {
  rule: 'CONFIG_WITHOUT_AGENT',
  message: 'config_set of "cursor" was called on a thread of the plugin, which never has an agent: the app loses it.',
  fix,
  section,
  seq: 1,
  slot: 'config_set',
}

const lostConfig = fakeConfig([{ pluginId: 'com.example.hello', agentId: null, key: 'cursor', value: '42' }])

const leak: StringLedger = {
  handedOut: 1,
  freed: 0,
  outstanding: [
    {
      slot: 'config_get',
      text: 'eu',
      size: 2,
      pointer: 0x10n,
      thread: installThread,
      frame: { id: 1, kind: 'on_config_changed' },
      at: 1000,
    },
  ],
  badFrees: [],
}

function returned(text: string): () => Promise<unknown> {
  return async () => ({ ok: true, result: text })
}
