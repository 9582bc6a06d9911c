import { inspect } from 'node:util'
import { MockHostError } from '../errors/mockhost-error.js'
import type { MockHost } from '../host/mock-host.js'
import { runtime } from '../native/runtime.js'
import type { Plugin } from '../plugin/contract.js'
import { suggestName } from '../report/nearest.js'
import type { EndedSession, TestSession } from './contract.js'
import { hostEnded, TestHost } from './used-session.js'

/** The host of the running test, made and installed now if this is its first use. */
export function currentHost(): MockHost {
  return used(currentSession('host')).host
}

/** The plugin of the running test. */
export function currentPlugin(): Promise<Plugin> {
  const session = currentSession('plugin')
  return used(session).plugin()
}

/** Makes the host of a session at once, for tests whose host is to be installed from the start. */
export function useHost(session: TestSession): void {
  used(session)
}

function used(session: TestSession | EndedSession): TestHost {
  const present = session.used as TestHost | undefined
  if (present !== undefined) return present
  if (isEnded(session)) throw new MockHostError(hostEnded(session.info.name))
  const made = new TestHost(session)
  session.used = made
  return made
}

function isEnded(session: TestSession | EndedSession): session is EndedSession {
  return session.hasEnded
}

function currentSession(what: 'host' | 'plugin'): TestSession | EndedSession {
  const session = runtime().session() as TestSession | EndedSession | undefined
  if (session === undefined) throw noTestHost(what)
  return session
}

function noTestHost(what: 'host' | 'plugin'): MockHostError {
  return new MockHostError({
    code: 'NO_TEST_HOST',
    message: `\`${what}\` was used while no test runs${runtime().running.size > 1 ? ', or outside the async chain of several' : ''}.`,
    fix: 'use it in a test, beforeEach or afterEach; check that the test environment of osaurus-mockhost is configured; elsewhere make a new MockHost()',
  })
}

/** What stands behind a proxy: there printers look for the text to show. */
function printedAs<T>(text: string): T {
  return Object.defineProperty({}, inspect.custom, { value: () => text, configurable: true }) as T
}

/** What printers, promises and matchers look up on any value: not a use of the host outside of a test. */
const probes: ReadonlySet<string | symbol> = new Set([
  'then',
  'toJSON',
  'asymmetricMatch',
  '$$typeof',
  'nodeType',
  'tagName',
  'constructor',
  'inspect',
  Symbol.for('chai/inspect'),
  '@@__IMMUTABLE_ITERABLE__@@',
  '@@__IMMUTABLE_RECORD__@@',
  Symbol.toStringTag,
  Symbol.iterator,
  Symbol.asyncIterator,
  Symbol.toPrimitive,
  Symbol.isConcatSpreadable,
])

/**
 * The host of the running test: fresh for each test, installed until its end.
 *
 * @example
 * test('logs its version', async () => {
 *   await plugin.invoke('version')
 *   expect(host).toHaveLogged(/^v\d/)
 * })
 */
export const host: MockHost = new Proxy(printedAs<MockHost>('[host of the running test]'), {
  get(target, key) {
    if (key === inspect.custom) return Reflect.get(target, key)
    if (probes.has(key)) return undefined
    return memberOf(currentHost(), key)
  },
  set(_, key, value) {
    const target = currentHost()
    return Reflect.set(target, key, value, target)
  },
  has: (target, key) => !probes.has(key) && (key in target || key in currentHost()),
})

/** Members that answer at once, so that the plugin has to be there. */
const syncMembers: ReadonlySet<string | symbol> = new Set(['invokeSync', 'manifest', 'manifestWarnings', 'strings'])

/**
 * The plugin of the running test: the library of the option `plugin`, loaded at the first use and
 * destroyed at the end of the test.
 *
 * @example
 * test('greets', async () => {
 *   expect(await plugin.invoke('greet', { name: 'Ada' })).toSucceed({ greeting: 'Hello, Ada!' })
 * })
 */
export const plugin: Plugin = new Proxy(printedAs<Plugin>('[plugin of the running test]'), {
  get(target, key) {
    if (key === inspect.custom) return Reflect.get(target, key)
    if (probes.has(key)) return undefined
    if (syncMembers.has(key)) return memberOf(used(currentSession('plugin')).pluginSync(String(key)), key)
    return async (...args: unknown[]) => {
      const loaded = await currentPlugin()
      const method = memberOf(loaded, key)
      if (typeof method !== 'function') throw noMember(loaded, key)
      return method(...args)
    }
  },
})

function noMember(plugin: object, key: string | symbol): MockHostError {
  const name = String(key)
  const known = Object.getOwnPropertyNames(Object.getPrototypeOf(plugin))
  return new MockHostError({
    code: 'INVALID_ARGUMENT',
    message: `A plugin has no method "${name}".`,
    fix: suggestName(name, known, 'use one of the methods of Plugin'),
  })
}

function memberOf(target: object, key: string | symbol): unknown {
  const value: unknown = Reflect.get(target, key, target)
  return typeof value === 'function' ? value.bind(target) : value
}
