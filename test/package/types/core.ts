// Every export of the core, without a runner, as an author of plugins would write it.
import {
  type ActivityKind,
  type AllowedViolations,
  type Answer,
  type AuthMode,
  type BadFree,
  type CallArguments,
  type CallOptions,
  type CallRecorder,
  type CallRole,
  type CallTableOptions,
  type Capabilities,
  type ChatTurn,
  type ChildOptions,
  type ChildScope,
  type CompletionFields,
  type Condition,
  type ConfigDelete,
  type ConfigField,
  type ConfigFieldType,
  type ConfigManifest,
  type ConfigOwner,
  type ConfigRead,
  type ConfigReadRecorder,
  type ConfigSection,
  type ConfigSet,
  type ConfigValidation,
  type ConfigValue,
  type ConfigWrite,
  type ConfigWriteRecorder,
  type CrashSignal,
  type CutCode,
  type DispatchFields,
  type DocsManifest,
  type DroppedCall,
  diagnoseLibrary,
  type EnvironmentOptions,
  type ErrorCode,
  type FailOn,
  type FailureKind,
  type FetchOptions,
  type Frame,
  type FrameKind,
  formatCallTable,
  type HandedString,
  type HostAgents,
  type HostAPI,
  type HostArtifacts,
  type HostClock,
  type HostConfig,
  type HostDatabase,
  type HostModel,
  type HostModels,
  type HostTask,
  type HostTasks,
  type HostThread,
  type HostTunnel,
  type HTTPErrorCode,
  type HTTPMethod,
  type HTTPRequestFields,
  host,
  type ImageMode,
  type InferenceRound,
  type InferenceScript,
  inChild,
  isMockHostError,
  type LibraryDependency,
  type LibraryReport,
  type Limits,
  type ListedModel,
  type LoadOptions,
  type LogEntry,
  type LogRecorder,
  type ManifestAdvice,
  type ManifestFinding,
  type ManifestOptions,
  type ManifestProblem,
  type ManifestReport,
  type ManifestRule,
  type ManifestWarning,
  MockHost,
  MockHostError,
  type MockHostOptions,
  type Plugin,
  type PluginEnd,
  type PluginManifest,
  type PluginStrings,
  type PreparedReply,
  type Profile,
  plugin,
  type ReadableHost,
  type RecordedCall,
  type RecordedStatement,
  type Recorder,
  type RefusalRule,
  type RequestRecorder,
  type RouteManifest,
  type RouteRequest,
  type RouteResponse,
  type ScriptedToolCall,
  type ScriptedUsage,
  type SecretManifest,
  type Site,
  type SlotAnswers,
  type SlotName,
  type SQLiteDatabase,
  type SQLiteStatement,
  type SQLValue,
  type StatementRecorder,
  type StringLedger,
  slotNames,
  type TaskActivity,
  type TaskEvent,
  type TaskEventType,
  type TaskOutcome,
  type TaskQuestion,
  type TaskStatus,
  type ThreadSelector,
  type ToolFailure,
  type ToolManifest,
  type ToolResult,
  type ToolSuccess,
  type UnpreparedCall,
  type UnpreparedPolicy,
  type UnpreparedVerdict,
  type Violation,
  type ViolationRule,
  type VoidSlotAnswers,
  validateManifest,
  type WebManifest,
} from 'osaurus-mockhost'

/** Fails to compile unless the types are the same. */
type Same<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false
function holds<Claim extends true>(..._: Claim[]): void {}
function take<T>(..._: T[]): void {}

export const unprepared: UnpreparedPolicy = ({ slot, request }: UnpreparedCall): UnpreparedVerdict | undefined =>
  slot === 'complete' && request !== null ? 'fail' : undefined

const limits: Partial<Limits> = {
  configValueBytes: 1,
  databaseBytes: 0,
  inferencesInFlight: 2,
  dispatchesPerMinute: 10,
  httpRequestsPerMinute: 60,
  httpBodyBytes: 1,
  httpTimeout: 1,
  longestHttpTimeout: 1,
  httpRedirects: 1,
  fileBytes: 1,
  runningTasks: 1,
  runningTasksPerAgent: 1,
  toolTimeout: Number.POSITIVE_INFINITY,
  routeTimeout: 1,
  routeRequestsPerMinute: 1,
  routeBodyBytes: 1,
}
const allowViolations: AllowedViolations = { CONFIG_WITHOUT_AGENT: 'issue 12' }
const options = {
  profile: 'production',
  abiVersion: 6,
  attribution: 'table',
  responderTimeout: 0,
  journalLimit: 2 ** 31,
  frameStackSize: 2 ** 20,
  limits,
  database: './notes.sqlite',
  allowHosts: ['127.0.0.1', 'localhost:8080'],
  appVersion: '0.22.3',
  unprepared,
  onCrash: 'die',
  isolate: true,
  allowViolations,
} as const satisfies MockHostOptions
export const hostOptions: MockHostOptions = { name: 'mine', ...options }
export const environmentOptions: EnvironmentOptions = {
  ...options,
  plugin: './build/libhello',
  serialize: false,
  concurrent: true,
  image: 'test',
  failOn: ['drops', 'badFrees', 'violations', 'leaks', 'leftovers'],
  allowLeftovers: { 'tokio-*': 'the pool of the runtime' },
}
holds<Same<keyof Limits, keyof typeof limits>>()
holds<Same<keyof MockHostOptions, keyof typeof options | 'name'>>()
take<Profile>('upstream', 'full', 'production')
take<FailOn>('drops', 'badFrees', 'violations', 'leaks', 'leftovers')
take<ImageMode>('file', 'test', 'shared')

export function slots({ on }: MockHost): void {
  const answering: SlotAnswers = on.config_get
  answering
    .reply('text')
    .reply(null)
    .reply({ json: [1] })
    .replyOnce(7)
    .replyOnce(true)
    .replyWith((key: string) => key.toUpperCase())
    .replyWith(async () => null)
    .when({ key: /^a/ })
    .when((request) => request !== null)
    .delay(50)
    .fail('not_found')
    .failOnce('not_found', 'gone')
  for (const one of [on.db_exec, on.db_query, on.dispatch, on.task_status, on.embed, on.list_models, on.file_read]) {
    one.reply({ error: 'x' }).fail('x')
  }
  on.list_active_tasks.reply([])
  on.dispatch_add_issue.replyWith((taskId, issue) => `${taskId} ${issue}`)
  const reply: PreparedReply = { status: 200, body: new Uint8Array(1), body_encoding: 'base64', headers: { a: 'b' } }
  on.http_request
    .reply(reply)
    .replyOnce({ json: { a: 1 }, elapsed_ms: 3 })
    .reply('{"status":200}')
  const code: HTTPErrorCode = 'ssrf_blocked'
  on.http_request.when({ method: 'POST', url: /hooks/ }).fail(code)
  const call: ScriptedToolCall = { name: 'get_weather', arguments: { city: 'Oslo' }, result: 'clear', id: 'call_1' }
  const usage: ScriptedUsage = { promptTokens: 1, completionTokens: 1, tokensPerSecond: 40, unclosedReasoning: false }
  const round: InferenceRound = { reasoning: 'hm', content: ['It is ', 'sunny.'], toolCalls: [call] }
  const cut: CutCode = 'context_overflow'
  const script: InferenceScript = { ...round, rounds: [round], usage, finishReason: 'length', artifacts: [{}], wait: 5 }
  on.complete.reply(script).replyOnce({ question: 'Which one?' })
  on.complete_stream.reply({ content: 'It is', error: { code: cut, message: 'too long' } }).reply({ finishReason: 'x' })
  const silent: VoidSlotAnswers[] = [on.config_set, on.config_delete, on.log, on.log_structured, on.complete_cancel]
  silent.push(on.dispatch_cancel, on.dispatch_clarify, on.send_draft, on.dispatch_interrupt)
  for (const one of silent)
    one
      .when({ level: 4 })
      .delay(1)
      .replyWith(() => undefined)
  take<Answer>('text', null, 1, true, {}, [])
  take<Condition>({ any: 'thing' }, () => true)
  take<Condition<HTTPRequestFields>>({ method: 'POST' satisfies HTTPMethod, url: /hooks/ }, { other: 1 })
  take<Condition<DispatchFields>>({ prompt: /Oslo/ })
  take<Condition<CompletionFields>>({ model: 'local', messages: [{ role: 'user' }] })
  // Every slot but the two that have rules of their own.
  holds<Same<keyof typeof on, Exclude<SlotName, 'get_active_agent_id' | 'free_string'>>>()
}

export function table(api: HostAPI): void {
  take<bigint>(api.pointer)
  take<number>(api.version)
  take<string | null>(
    api.configGet('key'),
    api.dbExec('SELECT 1'),
    api.dbQuery('SELECT ?', '[1]'),
    api.dispatch('{}'),
    api.taskStatus('id'),
    api.complete('{}'),
    api.completeStream('{}'),
    api.embed('{}'),
    api.listModels(),
    api.httpRequest(null),
    api.fileRead('{}'),
    api.listActiveTasks(),
    api.dispatchAddIssue('id', '{}'),
    api.getActiveAgentId(),
  )
  take<void>(
    api.configSet('key', null),
    api.configDelete('key'),
    api.log(2, 'hello'),
    api.logStructured(2, 'hello', null),
    api.dispatchCancel('id'),
    api.dispatchClarify('id', 'yes'),
    api.sendDraft('id', '{}'),
    api.dispatchInterrupt('id', null),
    api.completeCancel('id'),
    api.freeString(16n),
  )
  const agent: string | null = api.onNewThread((behind: HostAPI) => behind.getActiveAgentId(), { name: 'worker' })
  take(
    agent,
    api.onNewThread((behind) => behind.configGet('key')),
  )
}

export async function installs(): Promise<void> {
  using mine: MockHost = new MockHost(hostOptions)
  take<bigint>(mine.hostAPIPointer())
  take<boolean>(mine.isInstalled)
  take<number>(mine.id, mine.abiVersion)
  take<string>(mine.name, mine.accessKey)
  take<HostAPI>(mine.api)
  mine.onConfigGet = (key) => (key === 'region' ? 'eu' : null)
  mine.onDispatch = async (request) => JSON.stringify({ id: request.length })
  mine.onHttpRequest = () => '{"status":200}'
  mine.activeAgentId = null
  mine.workingDirectory = '/tmp'
  const text: string | null = mine.withInstalled((api) => api.configGet('region'))
  const later: Promise<number> = mine.withInstalled(async () => 1)
  await mine.until((h) => h.configWrites.setCount > 0 && text !== null, { timeout: 500 })
  await mine.idle({ quiet: 20, timeout: 1000 })
  mine.reset()
  mine.uninstall()
  mine.close()
  take<number>(await later)
  take<readonly DroppedCall[]>(MockHost.drops, mine.drops)
}

export function recorders({ calls, logs, configWrites, configReads, strings }: MockHost): void {
  const all: CallRecorder = calls
  take<readonly RecordedCall[]>(all.entries, all.to('log'), all.from('background'), all.since(0))
  take<number>(all.length, all.count('http_request'))
  take<RecordedCall | undefined>(all.last)
  for (const { seq, slot, args, answer, refused, role, thread, frame, agentId, at, duration } of all) {
    take<number>(seq, at)
    take<SlotName>(slot)
    take<CallArguments>(args)
    take<string | null | undefined>(answer, agentId)
    take<RefusalRule | undefined>(refused)
    take<CallRole>(role)
    take<HostThread>(thread)
    take<Frame | null>(frame)
    take<number | undefined>(duration)
  }
  take<ThreadSelector>('install', 'background', 3, 'token-refresh', /^tokio/, { id: 1, osId: 7, name: '' })
  const log: LogRecorder = logs
  take<readonly string[]>(log.messages)
  take<boolean>(log.contains('ready'))
  take<LogEntry[]>(log.filter(({ level }) => level === 4))
  const writes: ConfigWriteRecorder = configWrites
  take<number>(writes.setCount, writes.deleteCount)
  take<readonly ConfigWrite[]>(writes.writes, writes.of('token'))
  take<readonly ConfigDelete[]>(writes.deletes)
  take<readonly ConfigSet[]>(
    writes.lastSets,
    writes.filter((write): write is ConfigSet => write.kind === 'set'),
  )
  take<string | undefined>(writes.lastValue('token'), writes.lastSet('token')?.value)
  const reads: ConfigReadRecorder = configReads
  take<readonly ConfigRead[]>(reads.of('token'))
  const ledger: StringLedger = strings
  take<number>(ledger.handedOut, ledger.freed)
  take<readonly HandedString[]>(ledger.outstanding)
  for (const free of ledger.badFrees) {
    take<BadFree>(free)
    take<Site | undefined>(free, free.string?.freed)
  }
  take<FrameKind>('load', 'entry', 'init', 'get_manifest', 'invoke', 'handle_route', 'on_config_changed')
  take<FrameKind>('on_task_event', 'on_chunk', 'destroy')
}

export function moreRecorders(mine: MockHost): void {
  take<ReadableHost>(mine, host)
  take<RequestRecorder>(mine.dispatches, mine.httpRequests, mine.completions, mine.embeddings)
  take<readonly unknown[]>(mine.dispatches.requests)
  take<StatementRecorder>(mine.statements)
  take<RecordedStatement | undefined>(mine.statements.last)
  take<Recorder<unknown>>(mine.calls, mine.logs, mine.statements)
  take<readonly HostThread[]>(mine.threads)
  take<number>(mine.lostCalls)
  for (const { rule, message, fix, section, seq, slot, allowed } of mine.violations satisfies readonly Violation[]) {
    take<ViolationRule>(rule)
    take<string | undefined>(message, fix, section, slot, allowed)
    take<number | undefined>(seq)
  }
}

export async function world(mine: MockHost): Promise<void> {
  const config: HostConfig = mine.config
  const owner: ConfigOwner = { agentId: 'A', pluginId: 'com.example.hello' }
  take<string | undefined>(config.get('token', owner))
  await config.set('token', 'T1')
  await config.delete('token', { agentId: 'A' })
  for (const value of config) take<ConfigValue>(value)
  const agents: HostAgents = mine.agents
  await agents.add(agents.ids[0] ?? 'A')
  await agents.reconnect('A')
  await agents.remove('A')
  const tunnel: HostTunnel = mine.tunnel
  await tunnel.up('https://example.com')
  await tunnel.down()
  take<string | null>(tunnel.url)
  const clock: HostClock = mine.clock
  clock.advance(clock.now())
  const stop: () => void = clock.startTimer(() => {}, 5)
  stop()
  const artifacts: HostArtifacts = mine.artifacts
  take<string>(
    artifacts.directory,
    artifacts.path('a'),
    artifacts.write('a', 'b'),
    artifacts.write('a', new Uint8Array()),
  )
  const models: HostModels = mine.models
  const model: HostModel = { id: 'gpt-5', name: 'GPT-5', provider: 'openai' }
  models.add(model)
  models.add('qwen3-4b')
  take<boolean>(models.remove('foundation'))
  take<readonly ListedModel[]>(models.list)
}

export async function database({ db }: MockHost): Promise<void> {
  const own: HostDatabase = db
  own.seed('CREATE TABLE notes (text)')
  const rows: Record<string, SQLValue>[] = own.all('SELECT text FROM notes WHERE text = ?', ['milk'])
  const handle: SQLiteDatabase = own.handle
  const statement: SQLiteStatement = handle.prepare('SELECT 1')
  take<unknown>(rows, statement.all(), statement.get(), statement.run().changes)
}

export async function tasks(mine: MockHost): Promise<void> {
  const all: HostTasks = mine.tasks
  all.builtInTools.add('web_search')
  const task: HostTask = all.last
  const kind: ActivityKind = 'tool_call'
  const activity: TaskActivity = { kind, title: 'Search', detail: 'web_search', metadata: { hits: 3 } }
  await task.activity(activity)
  await task.activity('search')
  await task.progress(0.5, 'half of it')
  await task.output('Hello')
  const question: TaskQuestion = { question: 'Which?', options: ['a', 'b'], allowMultiple: true }
  await task.clarify(question)
  await task.answerClarification('a')
  const outcome: TaskOutcome = { output: 'done', summary: 'Done', sessionId: 'S' }
  await task.complete(outcome)
  await task.complete()
  await task.fail('no network')
  await task.cancel()
  await task.close()
  await all.settle()
  take<TaskStatus>(task.status)
  take<readonly ChatTurn[]>(task.turns)
  take<readonly TaskEvent[]>(task.events)
  take<readonly HostTask[]>(all.all, all.active, [...all])
  take<HostTask | undefined>(all.find(task.id, { pluginId: 'com.example.hello' }))
  take<string | null>(task.pluginId, task.agentId, task.draft, task.title, task.prompt, task.sessionId)
  take<readonly string[] | null>(task.tools, task.droppedTools)
  take<Uint8Array | null>(task.folderBookmark)
}

export async function plugins(mine: MockHost): Promise<void> {
  const loading: LoadOptions = { pluginId: 'com.example.hello', probe: true, image: 'test', isolate: false }
  await using loaded: Plugin = await mine.load('./build/libhello', { ...loading, osaurusVersion: '0.22.3' })
  const calling: CallOptions = { agentId: 'A', timeout: 500 }
  const result: ToolResult = await loaded.invoke('greet', { name: 'Ada' }, calling)
  if (result.ok) take<ToolSuccess>(result)
  else take<ToolFailure>(result)
  take<string | undefined>(result.tool, result.raw)
  take<ToolResult>(loaded.invokeSync('greet'), await plugin.invoke('greet'))
  take<string | null>(await loaded.invokeRaw('tool', 'greet', null, { agentId: null }))
  const request: Partial<RouteRequest> = {
    method: 'POST',
    path: '/webhook',
    query: { a: 'b' },
    body_encoding: 'base64',
  }
  const response: RouteResponse = await loaded.handleRoute(request, calling)
  take<number>(response.status, response.bytes.length)
  const asking: FetchOptions = { method: 'POST', agentId: null, from: 'relay' }
  take<Response>(await loaded.fetch('/notes/7', asking), await loaded.fetch(new URL('http://127.0.0.1:1337/'), {}))
  await loaded.configChanged('bot_token', 'T1', calling)
  const type: TaskEventType = 'completed'
  await loaded.taskEvent('id', type, { output: 'done' }, calling)
  await loaded.taskEvent('id', 12)
  take<PluginStrings>(loaded.strings)
  take<readonly ManifestWarning[]>(loaded.manifestWarnings)
  await loaded.reload()
  await loaded.destroy()
  take<FailureKind>('invalid_args', 'timeout', 'execution_error', 'unavailable', 'rejected', 'user_denied')
}

export function manifests({ manifest }: Plugin): void {
  const own: PluginManifest = manifest
  const { tools, routes, web, config }: Capabilities = own.capabilities
  take<ToolManifest | undefined>(tools?.[0])
  take<RouteManifest | undefined>(routes?.[0])
  take<WebManifest | undefined>(web)
  take<ConfigManifest | undefined>(config)
  const section: ConfigSection | undefined = config?.sections[0]
  const field: ConfigField | undefined = section?.fields[0]
  take<ConfigFieldType | undefined>(field?.type)
  take<ConfigValidation | undefined>(field?.validation)
  take<SecretManifest | undefined>(own.secrets?.[0])
  take<DocsManifest | undefined>(own.docs)
  take<AuthMode>('none', 'verify', 'owner')
  const judging: ManifestOptions = { pluginId: own.plugin_id, osaurusVersion: '0.22.3', macosVersion: '15.5' }
  const report: ManifestReport = validateManifest(own, judging)
  for (const problem of report.problems) {
    take<ManifestProblem>(problem)
    take<ManifestRule>(problem.rule)
  }
  for (const warning of report.warnings) {
    take<ManifestFinding<ManifestAdvice>>(warning)
    take<ManifestAdvice>(warning.rule)
  }
}

export async function others(): Promise<void> {
  const report: LibraryReport = await diagnoseLibrary('./build/libhello')
  take<readonly LibraryDependency[]>(report.dependencies)
  take<readonly MockHostError[]>(report.problems)
  const printing: CallTableOptions = { limit: 5, highlight: ({ slot }) => slot === 'log' }
  take<string>(formatCallTable(host.calls.entries, printing))
  take<readonly SlotName[]>(slotNames)
  const inside: ChildOptions<{ library: string }> = { timeout: 500, args: { library: './build/libhello' } }
  const messages: readonly string[] = await inChild(async ({ host: own, load, args }) => {
    await load(args.library)
    return own.logs.messages
  }, inside)
  const alone: number = await inChild((scope: ChildScope) => scope.host.calls.length)
  take<unknown>(messages, alone)
}

export function errors(error: unknown): void {
  if (isMockHostError(error, 'PLUGIN_CRASHED')) holds<Same<typeof error.code, 'PLUGIN_CRASHED'>>()
  if (!isMockHostError(error)) return
  take<MockHostError>(error)
  take<ErrorCode>(error.code)
  take<string>(error.message, error.sentence, error.fix)
  for (const [label, text] of error.details) take<string>(label, text)
  const end: PluginEnd | undefined = error.end
  take<CrashSignal>('SIGSEGV', 'SIGBUS', 'SIGILL', 'SIGFPE', 'SIGTRAP', 'SIGABRT', 'SIGKILL')
  if (end?.how === 'crash') take<string | undefined>(end.signal, end.during, end.thread, end.after)
  take<boolean>(error instanceof MockHostError)
}
