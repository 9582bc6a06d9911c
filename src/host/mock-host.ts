import { inspect } from 'node:util'
import { type ErrorRecord, MockHostError } from '../errors/mockhost-error.js'
import type { Address } from '../native/core.js'
import { type InstallContext, isOfRunningTest, type Scope } from '../native/install-context.js'
import { type Runtime, runtime } from '../native/runtime.js'
import type { LoadOptions, Plugin } from '../plugin/contract.js'
import { normaliseAgentId } from './agent-id.js'
import { Answerer, type PendingAnswer } from './answering/answerer.js'
import { createSlotAnswers, type SlotAnswersByName } from './answering/slot-answers.js'
import { AppConfig } from './config/app-config.js'
import { ConfigStore } from './config/config-store.js'
import type { HostAgents, HostConfig, HostTunnel } from './config/contract.js'
import type {
  CallRecorder,
  ConfigReadRecorder,
  ConfigWriteRecorder,
  DroppedCall,
  HostModels,
  HostThread,
  LogRecorder,
  ReadableHost,
  RequestRecorder,
  StatementRecorder,
  StringLedger,
  Violation,
  ViolationRule,
} from './contract.js'
import { backgroundCrashes, readCrashes } from './crash.js'
import { HostDrops } from './drops.js'
import type { HostArtifacts } from './files/contract.js'
import { Findings } from './findings.js'
import { FrameSpans, isTraced } from './frame-spans.js'
import { createHostAPI, type HostAPI } from './host-api.js'
import { acknowledge, hostMark } from './host-mark.js'
import { Journal } from './journal.js'
import { readDrops } from './ledgers.js'
import { loader } from './loader.js'
import { notInstalled } from './native-errors.js'
import { NativeHost } from './native-host.js'
import { fillHostOptions, type HostOptions, isOfTest, type MockHostOptions } from './options.js'
import type { CallSource } from './recorders/call-source.js'
import { noCalls } from './recorders/no-calls.js'
import { createRecorders, type Recorders } from './recorders.js'
import { runAndLeave } from './run-and-leave.js'
import { ShownHost } from './shown-host.js'
import { createClock, type HostClock } from './simulation/clock.js'
import type { SimulatedHost, SlotCall } from './simulation/contract.js'
import { type Limits, limitsOf } from './simulation/limits.js'
import { Simulation } from './simulation/simulation.js'
import type { HostDatabase } from './storage/contract.js'
import { HostStrings } from './strings.js'
import type { HostTasks } from './tasks/contract.js'
import { ThreadCatalogue } from './threads.js'
import { assertNoPromise, waitForIdle, waitUntil } from './waiting.js'

const defaultResponderTimeout = 3000
/** Milliseconds after which a call that was answered has returned, whatever the journal says. */
const returnTimeout = 2000

/** What the plugin driver and the test environments ask of a host besides its public face. */
export const internals: unique symbol = Symbol.for('osaurus-mockhost.internals') as never

/** The parts of a host: it costs nothing before its first use, and of these the native one only until more is asked of it. */
interface Parts {
  readonly native: NativeHost
  /** Where the host was used first: there its answers are made. */
  readonly context: InstallContext
  threads?: ThreadCatalogue
  journal?: Journal
  answerer?: Answerer
  strings?: HostStrings
  drops?: HostDrops
  /** Crashes in the process of which this host has told, or that came before it. */
  toldCrashes: number
}

/** The inner face of a host, for the plugin driver and the test environments of this package. */
export interface HostInternals {
  readonly native: NativeHost
  readonly options: HostOptions
  readonly limits: Limits
  /** Whether the host was ever used; reading it does not use it. */
  readonly isUsed: boolean
  readonly findings: Findings
  /** Whether there is surely nothing among the findings, the drops and the bad frees; violations are not looked for. */
  readonly isUneventful: boolean
  /** How many drops came through the tables of this host, those that `reset` hid included. */
  readonly dropCount: number
  /** Names it, instead of the option `name`. */
  rename(name: string): void
  /** Installs in another context than the caller's, where its answers are made as well. */
  installIn(context: InstallContext): NativeHost
  /** Refuses to act from now on: `record` says why. Reads go on. */
  end(record: ErrorRecord): void
  /** Uninstalls wherever the host stands. */
  uninstallAnywhere(): void
  /** What the app keeps for plugins and tells them. */
  readonly appConfig: AppConfig
  /** What stands behind the slots. */
  readonly simulation: Simulation
  /** What simulators know of this host. */
  readonly simulated: SimulatedHost
  /** An agent id as this host writes it. */
  normaliseAgentId(agentId: string): string
  /**
   * Crashes on threads of plugins that nobody has been told of by way of this host.
   *
   * @param withAnyones also of threads that never called a host, which may be any plugin's
   */
  takeCrashes(withAnyones?: boolean): readonly MockHostError[]
  /** Whom calls that have not returned wait for, by their numbers; not in it: JavaScript has not taken the call. */
  readonly pendingAnswers: ReadonlyMap<number, PendingAnswer>
  /** Calls of plugins in progress that were made for this host. */
  readonly callsInFlight: Set<object>
  /** Processes of isolated plugins, which end with the host. */
  readonly processes: Set<{ end(): void }>
  /** Callbacks that were made for this host; `undefined` where no traces are written. */
  readonly frameSpans: FrameSpans | undefined
}

/**
 * A mock of the Osaurus host: a real C host table, filled by us. Every call that a plugin makes through
 * it, from any thread, is recorded with the thread, the callback and the agent it came from.
 *
 * @example
 * using host = new MockHost()
 * host.onConfigGet = (key) => (key === 'region' ? 'eu' : null)
 * host.withInstalled((api) => api.configGet('region')) // 'eu'
 *
 * @remarks
 * A host costs nothing until it is used. It belongs to the JS thread that made it.
 */
export class MockHost implements ReadableHost {
  readonly #runtime: Runtime
  readonly #options: HostOptions
  #name: string | undefined
  #views: Recorders | undefined
  #answers: SlotAnswersByName | undefined
  #findingsOfHost: Findings | undefined
  readonly #limits: Limits
  #callsInFlight: Set<object> | undefined
  #processes: Set<{ end(): void }> | undefined
  #frameSpans: FrameSpans | undefined
  #internals: HostInternals | undefined
  #parts: Parts | undefined
  #shown: ShownHost | undefined
  #api: HostAPI | undefined
  #ended: ErrorRecord | undefined
  #isClosed = false
  #lostAtClose = 0
  #activeAgentId: string | null = null
  #appConfig: AppConfig | undefined
  #configStore: ConfigStore | undefined
  #simulatedHost: SimulatedHost | undefined
  #simulationOfHost: Simulation | undefined

  constructor(options: MockHostOptions = {}) {
    this.#runtime = runtime()
    this.#options = fillHostOptions(options)
    this.#name = this.#options.name
    this.#limits = limitsOf(this.#options.profile, this.#options.limits)
  }

  /** How each slot answers, but `get_active_agent_id` and `free_string`: `host.on.http_request.replyOnce({ status: 503, body: '' })`. */
  get on(): SlotAnswersByName {
    this.#answers ??= createSlotAnswers(() => {
      this.#assertActing()
      const answerer = this.#answererOf(this.#use())
      return { script: (slot) => answerer.script(slot), simulatorOf: (slot) => this.#simulation.simulatorOf(slot) }
    })
    return this.#answers
  }

  /**
   * Every drop of the process that is still kept: at most 1 000 for each install, and the newest 16 384. Of their texts 64 MiB
   * are kept: above that, long ones of the oldest drops end behind 200 bytes with how long they were.
   */
  static get drops(): readonly DroppedCall[] {
    const binding = runtime().loaded
    if (binding === undefined || binding.counters.drops === 0) return []
    const threads = new ThreadCatalogue(binding)
    return readDrops(binding, 0, (id) => threads.get(id))
  }

  /** How hosts are recognised, whichever copy of the package made them. */
  get [hostMark](): true {
    return true
  }

  /** Number of the host, unique in the process; drops name hosts by it. */
  get id(): number {
    return this.#use().native.id
  }

  /** The option `name`, else `host <id>`: what messages call it. */
  get name(): string {
    return this.#name ?? `host ${this.id}`
  }

  /** Version of the host table that it hands out. */
  get abiVersion(): number {
    return this.#options.abiVersion
  }

  /** Every call, in order. */
  get calls(): CallRecorder {
    return this.#recorders.calls
  }

  /** How many calls came when the journal was full (`journalLimit`): they were answered as always, but stand in no recorder. */
  get lostCalls(): number {
    if (this.#parts === undefined) return 0
    const { binding, address } = this.#parts.native
    return this.#isClosed ? this.#lostAtClose : binding.core.journalLost(address)
  }

  /** `config_set` and `config_delete`. */
  get configWrites(): ConfigWriteRecorder {
    return this.#recorders.configWrites
  }

  /** `config_get`. */
  get configReads(): ConfigReadRecorder {
    return this.#recorders.configReads
  }

  /** `log` and `log_structured`. */
  get logs(): LogRecorder {
    return this.#recorders.logs
  }

  /** Requests of `dispatch`. */
  get dispatches(): RequestRecorder {
    return this.#recorders.dispatches
  }

  /** Requests of `http_request`. */
  get httpRequests(): RequestRecorder {
    return this.#recorders.httpRequests
  }

  /** Requests of `complete` and `complete_stream`. */
  get completions(): RequestRecorder {
    return this.#recorders.completions
  }

  /** Requests of `embed`. */
  get embeddings(): RequestRecorder {
    return this.#recorders.embeddings
  }

  /** SQL of `db_exec` and `db_query`. */
  get statements(): StatementRecorder {
    return this.#recorders.statements
  }

  /** Drops that came through the tables of this host (rule R7). */
  get drops(): readonly DroppedCall[] {
    const parts = this.#parts
    if (parts === undefined || parts.native.binding.counters.drops === 0) return []
    return this.#dropsOf(parts).read()
  }

  /** What the ABI forbids or the real host would lose, as far as the calls so far have shown it. */
  get violations(): readonly Violation[] {
    const parts = this.#parts
    if (parts === undefined) return []
    const strings = this.#stringsOf(parts)
    return this.#findings.review({ calls: this.#callSource, lostCalls: this.lostCalls, strings })
  }

  /** Strings that this host handed to the plugin (rule R11). */
  get strings(): StringLedger {
    return this.#stringsOf(this.#use())
  }

  /** Every thread that called, in order of first call. */
  get threads(): readonly HostThread[] {
    return this.#callSource.threads
  }

  /**
   * Answers `config_get`; `null` becomes NULL. Once assigned it is final. The default answers what `host.config`
   * holds; under the profile `'upstream'` NULL.
   */
  get onConfigGet(): (key: string) => string | null {
    return this.#onConfigGet
  }
  set onConfigGet(respond: (key: string) => string | null) {
    this.#onConfigGet = respond
    this.on.config_get.replyWith(respond)
  }
  #onConfigGet: (key: string) => string | null = answerNull

  /**
   * Answers `dispatch`. The default begins a task of `host.tasks`; under `'upstream'` it is a fresh id each time:
   * `{"id":"<UUID>","status":"running"}`.
   */
  get onDispatch(): (requestJSON: string) => string | Promise<string> {
    return this.#onDispatch
  }
  set onDispatch(respond: (requestJSON: string) => string | Promise<string>) {
    this.#onDispatch = respond
    this.on.dispatch.replyWith(respond)
  }
  #onDispatch: (requestJSON: string) => string | Promise<string> = answerFreshTask

  /**
   * Answers `http_request`. The default asks a `fetch` that the test has mocked, or a host of `allowHosts`; else, and always
   * under `'upstream'`, it is the error `network_error`, so that a forgotten answer is seen.
   */
  get onHttpRequest(): (requestJSON: string) => string | Promise<string> {
    return this.#onHttpRequest
  }
  set onHttpRequest(respond: (requestJSON: string) => string | Promise<string>) {
    this.#onHttpRequest = respond
    this.on.http_request.replyWith(respond)
  }
  #onHttpRequest: (requestJSON: string) => string | Promise<string> = answerNetworkError

  /** The config of the plugin: what is stored for each agent, and what the user changes in the settings view. */
  get config(): HostConfig {
    return this.#useConfig().config
  }

  /** The agents of the app, to which config is delivered. */
  get agents(): HostAgents {
    return this.#useConfig().agents
  }

  /** What `Authorization: Bearer` must have in requests for what only the owner may ask for (fact sheet, section 11.1). */
  get accessKey(): string {
    this.#accessKey ??= `osk-v1-${crypto.randomUUID()}`
    return this.#accessKey
  }
  #accessKey: string | undefined

  /** The tunnel under which routes of the plugin are reached from outside. */
  get tunnel(): HostTunnel {
    return this.#useConfig().tunnel
  }

  /**
   * The tasks that plugins have dispatched, for the test to carry out.
   *
   * @example
   * const task = host.tasks.last
   * await task.activity('search')
   * await task.complete({ output: 'done' })
   */
  get tasks(): HostTasks {
    return this.#simulation.tasks.tasks
  }

  /**
   * The database behind `db_exec` and `db_query`, opened at the first use. It belongs to the host, so it survives a reload of
   * the plugin.
   *
   * @throws `NO_SQLITE` where neither Node nor `@photostructure/sqlite` has one
   * @example
   * host.db.seed('CREATE TABLE notes (text); INSERT INTO notes VALUES (\'milk\')')
   * host.db.all('SELECT text FROM notes') // [{ text: 'milk' }]
   */
  get db(): HostDatabase {
    return this.#simulation.storage.db
  }

  /**
   * The files that `file_read` finds.
   *
   * @example
   * const path = host.artifacts.write('report.txt', 'all is well')
   * host.api.fileRead(JSON.stringify({ path }))
   */
  get artifacts(): HostArtifacts {
    return this.#simulation.files.artifacts
  }

  /** The models that the app has. */
  get models(): HostModels {
    return this.#simulation.inference.models
  }

  /** The clock of limits, delays and time-outs: it follows fake timers of the runner, and `host.clock.advance(ms)`. */
  get clock(): HostClock {
    return this.#simulated.clock
  }

  /** Folder that tools are told as `_context.working_directory` (fact sheet, section 2); `null`: they are told none. */
  workingDirectory: string | null = null

  /** Agent of calls on the installing thread, and of callbacks that are given none; `null` for none. */
  get activeAgentId(): string | null {
    return this.#activeAgentId
  }
  set activeAgentId(agentId: string | null) {
    this.#assertActing()
    const { native } = this.#use()
    this.#activeAgentId = agentId
    const normalised = agentId === null ? null : this.#normaliseAgentId(agentId)
    native.binding.core.hostSetAgent(native.address, native.binding.core.agent(normalised))
  }

  /**
   * Installs the host in the current async context and returns the address of its host table (rule R1).
   *
   * @throws `ALREADY_INSTALLED`, `NO_HOST_TABLE` (abiVersion 1), `POOL_EXHAUSTED`
   * @example
   * using own = new MockHost()
   * const address = own.hostAPIPointer() // for code of your own that calls C
   */
  hostAPIPointer(): bigint {
    return BigInt(this.#install(this.#runtime.context()))
  }

  #install(context: InstallContext): Address {
    this.#assertActing()
    const parts = this.#use(context)
    const { native } = parts
    const table = native.install(this.name, context)
    if (!isOfTest(this.#options)) this.#showTo(context.scope)
    native.binding.answerFor(native.id, {
      answer: (request, isPumped) => this.#answererOf(parts).answer(request, isPumped),
      answerNow: (request) => this.#answererOf(parts).answerNow(request),
    })
    return table
  }

  /**
   * Takes the host off the install stack and restores the one below. Does nothing when it is not installed.
   *
   * @throws `NOT_LAST_INSTALLED` when another host was installed after it, `WRONG_THREAD`; nothing changes then
   * @example
   * const own = new MockHost()
   * own.hostAPIPointer()
   * own.uninstall()
   */
  uninstall(): void {
    this.#parts?.native.uninstall(this.#name ?? `host ${this.#parts.native.id}`)
    if (this.#shown?.scope.looksIntoCalls === false && this.#isClear) this.#shown.letGo()
  }

  /**
   * Runs `body` with the host installed and uninstalls it afterwards, whatever happens. The body may be
   * async: it runs in an async context of its own, so two bodies side by side each see their own host.
   *
   * @example
   * const agent = new MockHost().withInstalled((api) => api.getActiveAgentId()) // null
   */
  withInstalled<R>(body: (api: HostAPI) => R): R {
    const context = this.#runtime.childContext()
    return this.#runtime.runIn(context, () => {
      this.hostAPIPointer()
      return runAndLeave(
        () => body(this.api),
        () => this.#runtime.runIn(context, () => this.#leave()),
      )
    })
  }

  /** Uninstalls in any case; throws when another host was left installed above this one. */
  #leave(): void {
    try {
      this.uninstall()
    } finally {
      this.#parts?.native.uninstallAnywhere()
    }
  }

  /** The real C functions of the table, callable from the test. @throws `NOT_INSTALLED` */
  get api(): HostAPI {
    this.#assertActing()
    if (!this.isInstalled) throw notInstalled(this.name)
    const { native } = this.#use()
    this.#api ??= createHostAPI({
      id: native.id,
      name: this.name,
      abiVersion: this.#options.abiVersion,
      binding: native.binding,
      table: () => {
        this.#assertActing()
        return native.table(this.name)
      },
      stack: () => native.stack(),
    })
    return this.#api
  }

  /** The end of a test asks the hosts that it has installed itself what they have seen. */
  #showTo(scope: Scope): void {
    if (!isOfRunningTest(scope)) return
    if (this.#shown?.scope !== scope) this.#shown = new ShownHost(scope, this)
    this.#shown.hold(this)
  }

  /** Whether there is nothing by now that a test could fail for, unless it looks into the calls. */
  get #isClear(): boolean {
    if (this.#findingsOfHost?.isEmpty === false || this.#parts === undefined) return false
    const { native, toldCrashes } = this.#parts
    const { crashes, badFrees } = native.binding.counters
    return crashes === toldCrashes && (badFrees === 0 || native.counts().badFrees === 0)
  }

  /** Whether it stands on an install stack, of whatever async context. */
  get isInstalled(): boolean {
    return this.#parts?.native.isInstalled ?? false
  }

  /** Uninstalls: `using host = new MockHost()`. */
  [Symbol.dispose](): void {
    this.uninstall()
  }

  /**
   * Uninstalls and gives the native memory back. What was recorded stays readable; acting throws `HOST_CLOSED`.
   *
   * @throws `NOT_LAST_INSTALLED`, as `uninstall` does
   * @example
   * const own = new MockHost()
   * own.withInstalled((api) => api.log(2, 'hello'))
   * own.close()
   * expect(own.logs.messages).toEqual(['hello'])
   */
  close(): void {
    if (this.#isClosed) return
    this.uninstall()
    for (const process of this.#processes ?? []) process.end()
    if (this.#parts !== undefined) this.#detach(this.#parts)
    this.#isClosed = true
    this.#ended ??= {
      code: 'HOST_CLOSED',
      message: `${this.#name ?? 'The host'} was closed, and its native memory given back.`,
      fix: 'read what you need before close(), or make another MockHost',
    }
    if (this.#parts === undefined) return
    closer.unregister(this)
    this.#parts.native.close()
  }

  /**
   * Loads the library of a plugin as the app does: entry, `init`, `get_manifest` (fact sheet, section 14.2).
   * The ending `.so` or `.dylib` may be left out. The host must be installed.
   *
   * @throws `NOT_INSTALLED`, and the errors of the loader, which say what is wrong with the library
   * @example
   * await using plugin = await host.load('./build/libhello')
   */
  load(path: string, options: LoadOptions = {}): Promise<Plugin> {
    return loader()(this, path, options)
  }

  /**
   * Waits until `predicate` holds: for calls that the plugin makes from its own threads. Uses real timers,
   * whatever the test has faked.
   *
   * @param options.timeout milliseconds, default 2 000
   * @throws `UNTIL_TIMED_OUT`, with the calls so far
   * @example
   * await host.until((host) => host.configWrites.setCount > 0)
   */
  until(predicate: (host: MockHost) => boolean, options: { readonly timeout?: number } = {}): Promise<void> {
    const isMet = (host: this) => {
      this.#throwCrash()
      return assertNoPromise(predicate(host))
    }
    return waitUntil(this, isMet, options.timeout ?? 2000).then(() => this.#serveWaiting())
  }

  /**
   * Waits until no call has come for `quiet` milliseconds (default 50) and no call of a plugin is in progress.
   *
   * @param options.timeout milliseconds, default 5 000
   * @throws `IDLE_TIMED_OUT`
   * @example
   * await plugin.configChanged('bot_token', 'T1')
   * await host.idle({ quiet: 100 })
   */
  async idle(options: { readonly quiet?: number; readonly timeout?: number } = {}): Promise<void> {
    const { quiet = 50, timeout = 5000 } = options
    if (this.#isClosed) this.#assertActing()
    const { native } = this.#use()
    const { core } = native.binding
    return waitForIdle(this, quiet, timeout, () => ({
      calls: core.journalCount(native.address),
      isBusy: (this.#callsInFlight?.size ?? 0) > 0,
    }))
  }

  /**
   * Empties the journal and hides what the ledgers hold; answers and install stay, and what responders threw still fails the
   * test. Addresses are never forgotten (rule R11).
   *
   * @example
   * await plugin.invoke('refresh')
   * host.reset()
   * await plugin.invoke('refresh')
   * expect(host).toHaveCalledHostTimes('http_request', 1)
   */
  reset(): void {
    this.#assertActing()
    this.#findingsOfHost?.clear()
    if (this.#parts === undefined) return
    this.#dropsOf(this.#parts).hide()
    this.#stringsOf(this.#parts).hide()
    this.#journalOf(this.#parts).reset()
  }

  /** For matchers: says that an assertion has dealt with what is there by now, which fails no test then. */
  [acknowledge](what: 'drops' | 'strings' | 'violations', rule?: ViolationRule): void {
    this.#findings.acknowledge(what, rule)
  }

  /** A class, and in here, since every host of a test has one and it reaches what nobody else does. */
  static readonly #Internals = class implements HostInternals {
    readonly #host: MockHost

    constructor(host: MockHost) {
      this.#host = host
    }

    get native(): NativeHost {
      this.#host.#assertActing()
      return this.#host.#use().native
    }

    get options(): HostOptions {
      return this.#host.#options
    }

    get isUsed(): boolean {
      return this.#host.#parts !== undefined
    }

    get findings(): Findings {
      return this.#host.#findings
    }

    get isUneventful(): boolean {
      const findings = this.#host.#findingsOfHost
      if (findings !== undefined && !findings.isEmpty) return false
      const counters = this.#host.#parts?.native.binding.counters
      return counters === undefined || (counters.drops === 0 && counters.badFrees === 0 && counters.crashes === 0)
    }

    get dropCount(): number {
      const parts = this.#host.#parts
      if (parts === undefined || parts.native.binding.counters.drops === 0) return 0
      return this.#host.#dropsOf(parts).total
    }

    takeCrashes(withAnyones = true): readonly MockHostError[] {
      return this.#host.#takeCrashes(withAnyones)
    }

    get limits(): Limits {
      return this.#host.#limits
    }

    get pendingAnswers(): ReadonlyMap<number, PendingAnswer> {
      const pending = this.#host.#parts?.answerer?.pending ?? []
      return new Map([...pending].flatMap(([key, who]) => pairOf(this.#host.#seqOf(key), who)))
    }

    get callsInFlight(): Set<object> {
      this.#host.#callsInFlight ??= new Set()
      return this.#host.#callsInFlight
    }

    get processes(): Set<{ end(): void }> {
      this.#host.#processes ??= new Set()
      return this.#host.#processes
    }

    get frameSpans(): FrameSpans | undefined {
      if (isTraced) this.#host.#frameSpans ??= new FrameSpans()
      return this.#host.#frameSpans
    }

    get appConfig(): AppConfig {
      return this.#host.#useConfig()
    }

    get simulation(): Simulation {
      return this.#host.#simulation
    }

    get simulated(): SimulatedHost {
      return this.#host.#simulated
    }

    rename(name: string): void {
      this.#host.#name = name
    }

    installIn(context: InstallContext): NativeHost {
      this.#host.#install(context)
      return this.native
    }

    normaliseAgentId(agentId: string): string {
      return this.#host.#normaliseAgentId(agentId)
    }

    end(record: ErrorRecord): void {
      this.#host.#ended ??= record
    }

    uninstallAnywhere(): void {
      this.#host.#parts?.native.uninstallAnywhere()
    }
  }

  /** @internal For this package alone: nothing here is promised to stay. */
  get [internals](): HostInternals {
    this.#internals ??= new MockHost.#Internals(this)
    return this.#internals
  }

  /** @internal What `console.log` shows: its number, its state, how many calls it has got. */
  [inspect.custom](): string {
    const state = this.#isClosed ? 'closed' : this.isInstalled ? 'installed' : 'not installed'
    const id = this.#parts === undefined ? '' : ` ${this.#parts.native.id}`
    return `MockHost${id} { ${state}, profile: '${this.#options.profile}', calls: ${this.calls.length} }`
  }

  get #recorders(): Recorders {
    this.#views ??= createRecorders(() => this.#callSource, {
      joinPayload: this.#options.profile === 'upstream',
    })
    return this.#views
  }

  /** What simulators know of this host. */
  get #simulated(): SimulatedHost {
    const host = this
    const { profile } = this.#options
    this.#simulatedHost ??= {
      get name() {
        return host.name
      },
      isStrict: profile === 'production',
      limits: this.#limits,
      clock: createClock(() => this.#serveWaiting()),
      flag: (rule, message, call) => this.#flag(rule, message, call),
    }
    return this.#simulatedHost
  }

  get #simulation(): Simulation {
    const { allowHosts, appVersion, database } = this.#options
    this.#simulationOfHost ??= new Simulation(this.#simulated, {
      allowHosts,
      database,
      appVersion,
      whenReturned: ({ key }) => waitUntil(this, () => this.#seqOf(key) === undefined, returnTimeout),
    })
    return this.#simulationOfHost
  }

  /** A thread of a plugin that has crashed will not do what the test waits for. */
  #throwCrash(): void {
    const [crash] = this.#takeCrashes()
    if (crash !== undefined) throw crash
  }

  #takeCrashes(withAnyones = true): readonly MockHostError[] {
    const parts = this.#parts
    if (parts === undefined) return []
    const { binding } = parts.native
    const first = parts.toldCrashes
    const texts = readCrashes(binding, first)
    parts.toldCrashes += texts.length
    return backgroundCrashes(texts, this, (index) => withAnyones && binding.isFirstToTell(first + index))
  }

  /** What a call that is recorded asks for is under way then, though the event loop has not come round. */
  #serveWaiting(): void {
    this.#parts?.native.binding.serveWaiting()
  }

  #flag(rule: ViolationRule, message: string, call: SlotCall | undefined): void {
    const seq = call === undefined ? undefined : this.#seqOf(call.key)
    this.#findings.add(rule, {
      message,
      ...(call !== undefined && { slot: call.slot }),
      ...(seq !== undefined && { seq }),
    })
  }

  #useConfig(): AppConfig {
    const host = this
    this.#appConfig ??= new AppConfig({
      store: this.#useConfigStore(),
      get activeAgentId() {
        return host.activeAgentId
      },
      normalise: (agentId) => host.#normaliseAgentId(agentId),
    })
    return this.#appConfig
  }

  #useConfigStore(): ConfigStore {
    if (this.#configStore === undefined) {
      this.#configStore = new ConfigStore(
        () => this.#use().native,
        () => this.#assertActing(),
      )
      if (this.#isClosed) this.#configStore.detachEmpty()
    }
    return this.#configStore
  }

  #normaliseAgentId(agentId: string): string {
    return normaliseAgentId(agentId, this.#options.profile)
  }

  #assertActing(): void {
    if (this.#ended !== undefined) throw new MockHostError(this.#ended)
  }

  #use(context?: InstallContext): Parts {
    if (this.#parts !== undefined) return this.#parts
    this.#assertActing()
    const native = new NativeHost(this.#runtime, this.#options, this.#limits)
    const toldCrashes = native.binding.counters.crashes
    this.#parts = { native, context: context ?? this.#runtime.context(), toldCrashes }
    if (!isOfTest(this.#options)) closer.register(this, native, this)
    return this.#parts
  }

  get #findings(): Findings {
    this.#findingsOfHost ??= new Findings(this, () => this.#stringsOf(this.#use()), {
      ...this.#options,
      limits: this.#limits,
    })
    return this.#findingsOfHost
  }

  /** Every call so far. Most hosts of tests are asked once, having got none. */
  get #callSource(): CallSource {
    return this.#filledJournal ?? noCalls
  }

  /** Number of a call that has not returned. */
  #seqOf(key: number): number | undefined {
    return this.#filledJournal?.seqOf(key)
  }

  /** `undefined` while there is nothing to read. */
  get #filledJournal(): Journal | undefined {
    const parts = this.#parts
    return parts !== undefined && hasJournal(parts, this.#isClosed) ? this.#journalOf(parts) : undefined
  }

  #threadsOf(parts: Parts): ThreadCatalogue {
    parts.threads ??= new ThreadCatalogue(parts.native.binding)
    return parts.threads
  }

  #stringsOf(parts: Parts): HostStrings {
    parts.strings ??= new HostStrings(parts.native, this.#threadsOf(parts))
    return parts.strings
  }

  #dropsOf(parts: Parts): HostDrops {
    const { native } = parts
    parts.drops ??= new HostDrops(native.binding, native.id, native.tables, this.#threadsOf(parts))
    return parts.drops
  }

  #journalOf(parts: Parts): Journal {
    const { native } = parts
    parts.journal ??= new Journal(native.binding, native.address, this.#threadsOf(parts), {
      configValueBytes: this.#limits.configValueBytes,
      onInvalidText: ({ seq, slot }, argument) => {
        const message = `${slot} got ${argument} in bytes that are no UTF-8.`
        this.#findings.add('INVALID_UTF8', { message, seq, slot })
      },
      onUnreachable: ({ seq, slot }) => {
        const message = `${slot} needed an answer of JavaScript, whose thread made the call itself or has ended.`
        this.#findings.add('RESPONDER_UNREACHABLE', { message, seq, slot })
      },
    })
    return parts.journal
  }

  #answererOf(parts: Parts): Answerer {
    const { native, context } = parts
    parts.answerer ??= new Answerer(native.binding, {
      address: native.address,
      timeout: this.#options.responderTimeout ?? defaultResponderTimeout,
      clock: this.clock,
      isStrict: this.#simulated.isStrict,
      unprepared: this.#options.unprepared ?? 'default',
      hostName: () => this.name,
      simulatorOf: (slot) => this.#simulation.simulatorOf(slot),
      runInContext: (body) => this.#runtime.runIn(context, body),
      onFailure: (failure) => {
        this.#findings.addFailure(failure, this.#seqOf(failure.key))
        this.#shown?.hold(this)
      },
    })
    return parts.answerer
  }

  /** Brings over from native memory what goes away with it. Nothing is decoded: most ended hosts are never read. */
  #detach(parts: Parts): void {
    const { native, journal } = parts
    this.#simulationOfHost?.close()
    const wasRead = journal !== undefined || this.#configStore !== undefined
    if (!wasRead && native.binding.core.hostIsBlank(native.address) === 1) return
    if (hasJournal(parts, false)) this.#journalOf(parts).detach()
    // Also when nobody has looked yet: the native memory may be another host's by then.
    this.#useConfigStore().detach()
    this.#lostAtClose = this.lostCalls
  }
}

function pairOf<Value>(key: number | undefined, value: Value): readonly (readonly [number, Value])[] {
  return key === undefined ? [] : [[key, value]]
}

function answerNull(): null {
  return null
}

function answerFreshTask(): string {
  return JSON.stringify({ id: crypto.randomUUID().toUpperCase(), status: 'running' })
}

function answerNetworkError(): string {
  return JSON.stringify({ error: 'network_error', message: 'no answer was prepared', status: 0 })
}

/** Whether there are, or may be, calls to read: not before the first. */
function hasJournal({ native, journal }: Parts, isClosed: boolean): boolean {
  if (journal !== undefined) return true
  return !isClosed && native.binding.core.journalPending(native.address) > 0
}

/** Closes the native part of hosts that nobody holds any more; an installed one is held by its install. */
const closer = new FinalizationRegistry<NativeHost>((native) => native.close())
