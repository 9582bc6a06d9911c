import type { SlotName } from '../src/abi/slots.js'
import type { CrashSignal } from '../src/errors/plugin-end.js'
import type {
  CompletionFields,
  DispatchFields,
  FrameKind,
  HTTPRequestFields,
  ThreadSelector,
  ViolationRule,
} from '../src/host/contract.js'
import type { FailureKind } from '../src/plugin/contract.js'
import type { LogLevelName } from '../src/report/log-level.js'
import type { TextPattern, WordPattern } from './arguments.js'

/** What `toHaveLogged` can ask of a log entry beside its message. */
export interface LogExpectation {
  /** By number or by name. Any number may be asked for: a plugin can send what the app does not know. */
  readonly level?: LogLevelName | number
  /** The thread: `'install'`, `'background'`, an id, a name, or a thread of `host.threads`. */
  readonly from?: ThreadSelector
  /** Payload of `log_structured`: as text, or as the fields of its JSON. `null`: none. */
  readonly payload?: TextPattern | object | null
}

/** What `toHavePersistedConfig` can ask of a value beside its key and text. */
export interface ConfigExpectation {
  /** The agent that has it; unless told, any agent will do. */
  readonly agentId?: string
}

/** What `toCrash`, `toExit` and `toHang` can ask of the end of a call. */
export interface EndExpectation {
  /** Callback in which it came: its kind (`'invoke'`), or with its subject (`'invoke "search"'`). */
  readonly during?: WordPattern<FrameKind>
  /** Slot of the last call that the thread made. */
  readonly after?: WordPattern<SlotName>
  /** Name of the thread. Not of `toHang`. */
  readonly thread?: TextPattern
  /** Name of the signal. Of `toCrash` alone. */
  readonly signal?: WordPattern<CrashSignal>
}

/** Matchers that wait for a call, so that an asymmetric use would not have its result in time. */
export type AwaitedMatcher = 'toCrash' | 'toExit' | 'toHang'

/** The matchers that may stand where a value is expected. */
export type AsymmetricHostMatchers<R = unknown> = Omit<MockHostMatchers<R>, AwaitedMatcher>

/**
 * The matchers of this package, as both runners offer them after `expect(...)`.
 *
 * Strings compare exactly, objects as subsets; a RegExp or an asymmetric matcher (`expect.any(String)`)
 * may stand for any text at any depth. Where an object is expected and the plugin sent text, the text
 * is read as JSON. Every matcher looks at what was recorded up to now: to wait for a thread of the
 * plugin, `await host.until(...)` first. A matcher that is misused throws, under `.not` as well; so does
 * one whose answer depends on calls that a full journal only counted (`CANNOT_TELL`).
 *
 * Text that holds a JSON object or array meets an asymmetric matcher like this: `objectContaining`,
 * `arrayContaining` and `arrayOf` are asked about the object or array, `stringContaining` and
 * `stringMatching` about the text. Any other one, those of `expect.extend` too, is asked about both, and
 * matches if one of the two is a match. One of `expect.not` is the opposite: it matches where the one
 * without `not` does not.
 */
export interface MockHostMatchers<R = unknown> {
  /**
   * The plugin logged a message, with `log` or `log_structured`.
   *
   * Under the profile `'upstream'` message and payload are one text, joined by a space.
   *
   * @example
   * expect(host).toHaveLogged('ready')
   * expect(host).toHaveLogged(/^fetched/, { level: 'info', from: 'background', payload: { city: 'Oslo' } })
   * expect(host).not.toHaveLogged(undefined, { level: 'error' })
   */
  toHaveLogged(message?: TextPattern, expectation?: LogExpectation): R

  /**
   * A certain thread logged a message. `'background'` is any thread that the plugin started itself.
   *
   * @example
   * expect(host).toHaveLoggedFrom('background', /refreshed/)
   * expect(host).toHaveLoggedFrom('token-refresh')
   */
  toHaveLoggedFrom(thread: ThreadSelector, message?: TextPattern): R

  /**
   * The plugin set a config key, and set it to `value` last. A later delete does not hide the set.
   *
   * Of a key that was set several times only the last value is compared; where a RegExp names
   * several keys, one of them is enough.
   *
   * @example
   * expect(host).toHaveWrittenConfig('token')
   * expect(host).toHaveWrittenConfig('token', 'T2')
   * expect(host).toHaveWrittenConfig('session', { user: 'ada' })
   */
  toHaveWrittenConfig(key: TextPattern, value?: TextPattern | object): R

  /**
   * The app keeps a config value: what an agent would read at the next start. Unlike `toHaveWrittenConfig` it fails
   * for what was written without an agent, which the app loses, and for what was deleted again.
   *
   * @example
   * expect(host).toHavePersistedConfig('webhook_secret', 's3cret', { agentId: AGENT })
   */
  toHavePersistedConfig(key: TextPattern, value?: TextPattern | object, expectation?: ConfigExpectation): R

  /**
   * The plugin deleted a config key, whether or not it was set again later.
   *
   * @example
   * expect(host).toHaveDeletedConfig('token')
   */
  toHaveDeletedConfig(key: TextPattern): R

  /**
   * The plugin asked for a config key, whatever the answer was.
   *
   * @example
   * expect(host).toHaveReadConfig('api_key')
   */
  toHaveReadConfig(key: TextPattern): R

  /**
   * The plugin dispatched a task whose request has these fields.
   *
   * @example
   * expect(host).toHaveDispatched()
   * expect(host).toHaveDispatched({ prompt: expect.stringContaining('Oslo') })
   */
  toHaveDispatched(request?: DispatchFields | object): R

  /**
   * The plugin made an HTTP request with these fields. Header names and methods compare without case, as in HTTP;
   * a body may be given as the fields of its JSON.
   *
   * @example
   * expect(host).toHaveRequestedHTTP({ method: 'POST', url: /\/token$/, headers: { Accept: 'application/json' } })
   * expect(host).toHaveRequestedHTTP({ body: { grant_type: 'refresh_token' } })
   */
  toHaveRequestedHTTP(request?: HTTPRequestFields | object): R

  /**
   * The plugin asked a model for an answer, by `complete` or `complete_stream`, with a request that has these fields.
   * Arrays compare item by item: give all `messages`, or `expect.arrayContaining([...])`.
   *
   * @example
   * expect(host).toHaveRequestedCompletion()
   * expect(host).toHaveRequestedCompletion({ model: 'local', messages: [{ role: 'user', content: /Oslo/ }] })
   */
  toHaveRequestedCompletion(request?: CompletionFields | object): R

  /**
   * The plugin ran SQL, with `db_exec` or `db_query`, and with these parameters if any are given. Whether the database
   * took it is another question: `host.db` has what came of it.
   *
   * A string compares with the whole SQL, white space included. Parameters compare as the plugin sent them, all of them,
   * before they are bound: `true` is `true`. Integers that a number cannot hold exactly are bigints.
   *
   * @example
   * expect(host).toHaveExecutedSQL(/^INSERT INTO notes/)
   * expect(host).toHaveExecutedSQL(/^INSERT INTO notes/, ['buy milk', expect.any(Number)])
   */
  toHaveExecutedSQL(sql: TextPattern, params?: readonly unknown[]): R

  /**
   * The plugin called a slot of the host table, with these arguments if any are given. Arguments at the
   * end may be left out. Calls that were refused (a NULL where the ABI wants a value) count too.
   *
   * @example
   * expect(host).toHaveCalledHost('list_models')
   * expect(host).toHaveCalledHost('config_set', 'token', /^T/)
   * expect(host).toHaveCalledHost('log', 'warn')
   */
  toHaveCalledHost(slot: SlotName, ...args: readonly unknown[]): R

  /**
   * The plugin called a slot exactly so many times. Refused calls count too.
   *
   * @example
   * expect(host).toHaveCalledHostTimes('http_request', 2)
   */
  toHaveCalledHostTimes(slot: SlotName, times: number): R

  /**
   * The plugin called these slots one after the other. Other calls may stand between them.
   *
   * Calls of several threads have one order, that of their entry into the host; between two threads
   * that do not wait for each other it may differ from run to run.
   *
   * @example
   * expect(host).toHaveCalledHostInOrder(['config_get', 'http_request', 'config_set'])
   */
  toHaveCalledHostInOrder(slots: readonly SlotName[]): R

  /**
   * Calls through the table of this host belonged to no host: exactly `times`, or any number above 0.
   *
   * When it passes, the drops are dealt with: `failOn: ['drops']` does not fail the test for them.
   *
   * @example
   * expect(host).toHaveDroppedCalls(1)
   * expect(host).not.toHaveDroppedCalls()
   */
  toHaveDroppedCalls(times?: number): R

  /**
   * The plugin broke a rule of the ABI, or did what the real host would lose: this rule, or any. Of any rule, violations
   * that the option `allowViolations` allows do not count.
   *
   * When it passes, the violations so far are dealt with: `failOn: ['violations']` does not fail the test for them, nor
   * `failOn: ['badFrees']` for bad frees.
   *
   * @example
   * expect(host).toHaveViolations('CONFIG_WITHOUT_AGENT')
   * expect(host).not.toHaveViolations()
   */
  toHaveViolations(rule?: ViolationRule): R

  /**
   * The plugin returned every string that the host handed out, through `free_string`.
   *
   * A string that went to `free()` of libc, which the ABI allows as well, did not come back: no host is told. Below
   * version 6 of the table there is no `free_string`, and the matcher throws `CANNOT_TELL`, under `.not` as well. When
   * `.not` passes, the strings are dealt with: `failOn: ['leaks']` does not fail the test for them.
   *
   * @example
   * await plugin.destroy()
   * expect(host).toHaveFreedEveryString()
   */
  toHaveFreedEveryString(): R

  /**
   * A tool succeeded, with this result if one is given. Takes a `ToolResult`, or the text as the plugin returned it.
   *
   * @example
   * expect(await plugin.invoke('fetch_weather', { city: 'Oslo' })).toSucceed({ sky: 'clear' })
   * expect('{"ok":true,"result":null}').toSucceed(null)
   */
  toSucceed(result?: unknown): R

  /**
   * A tool failed with this kind of failure, and this message if one is given.
   *
   * @example
   * expect(await plugin.invoke('fetch_weather', {})).toFailWith('invalid_args', /city/)
   * expect('[TIMEOUT] gave up').toFailWith('timeout')
   */
  toFailWith(kind: WordPattern<FailureKind>, message?: TextPattern): R

  /**
   * The app would take this manifest. Takes the manifest of a plugin, any other object, or JSON text.
   *
   * The directory and the versions of app and system are not looked at: `validateManifest` has options for them.
   * Warnings, of what a registry would object to, are shown in a failure and never make one.
   *
   * @example
   * expect(plugin.manifest).toBeAValidManifest()
   * expect(readFileSync('manifest.json', 'utf8')).toBeAValidManifest()
   */
  toBeAValidManifest(): R

  /**
   * The call makes the plugin crash. Takes a function that makes the call, or the promise of one; to be awaited.
   *
   * Under `.not` a call that fails for another reason fails the test with that reason.
   *
   * @example
   * await expect(() => plugin.invoke('parse', { text: '' })).toCrash({ signal: 'SIGSEGV', during: 'invoke', after: 'log' })
   */
  toCrash(expectation?: EndExpectation): Promise<void>

  /**
   * The call has not returned when its time is over. Takes what `toCrash` takes; to be awaited.
   *
   * @example
   * await expect(() => plugin.invoke('lock', {}, { timeout: 500 })).toHang({ during: 'invoke', after: 'config_get' })
   */
  toHang(expectation?: Omit<EndExpectation, 'signal' | 'thread'>): Promise<void>

  /**
   * The plugin calls exit(), with this code if one is given. Takes what `toCrash` takes; to be awaited.
   *
   * @example
   * await expect(() => plugin.invoke('quit')).toExit(3)
   */
  toExit(code?: number, expectation?: Omit<EndExpectation, 'signal'>): Promise<void>
}
