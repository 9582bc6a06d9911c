import type { OpenWord } from '../abi/open-word.js'
import type { SlotName } from '../abi/slots.js'
import type { HostConfig } from './config/contract.js'
import type { acknowledge } from './host-mark.js'

export type { ConfigOwner, ConfigValue, HostAgents, HostConfig, HostTunnel } from './config/contract.js'
export type { HostArtifacts } from './files/contract.js'
export type { HTTPErrorCode } from './http/http-error.js'
export type { PreparedReply } from './http/prepared-reply.js'
export type {
  CutCode,
  HostModel,
  HostModels,
  InferenceRound,
  InferenceScript,
  ListedModel,
  ScriptedToolCall,
  ScriptedUsage,
} from './inference/contract.js'
export type { CompletionFields, DispatchFields, HTTPMethod, HTTPRequestFields } from './request-fields.js'
export type { HostDatabase, SQLiteDatabase, SQLiteStatement, SQLValue } from './storage/contract.js'
export type * from './tasks/contract.js'

/**
 * The callback of the plugin in which a call was made (fact sheet, section 3.1).
 * `'load'` is `dlopen` with the library's own constructors.
 */
export type FrameKind =
  | 'load'
  | 'entry'
  | 'init'
  | 'get_manifest'
  | 'invoke'
  | 'handle_route'
  | 'on_config_changed'
  | 'on_task_event'
  | 'on_chunk'
  | 'destroy'

/** One callback of the plugin in progress. Two calls of the same frame share its `id`. */
export interface Frame {
  /** Number of the callback, unique in the process: calls of one callback share it. */
  readonly id: number
  /** Which function of the plugin was called. */
  readonly kind: FrameKind
}

/** A thread that called the host. `id` counts from 1 in order of first sight in the process; `name` is `''` when unnamed. */
export interface HostThread {
  /** Counts from 1, in the order in which the process first saw its threads. */
  readonly id: number
  /** Id that the system gives it, as a debugger shows it. */
  readonly osId: number
  /** Its name when it was seen; `''` when it has none. */
  readonly name: string
}

/** `'install'`: the thread had a host installed; `'background'`: the plugin made the call from a thread of its own. */
export type CallRole = 'install' | 'background'

/** Selects calls by thread: role, thread id, thread name (exact or RegExp), or a thread itself. */
export type ThreadSelector = OpenWord<CallRole> | number | RegExp | HostThread

/**
 * Arguments of a call by name, as the table of slots names them (`{ key, value }`). `level` is a number,
 * `pointer` (of `free_string`) a bigint, everything else text, or `null` where the plugin passed NULL.
 */
export type CallArguments = Readonly<Record<string, string | number | bigint | null>>

/**
 * Why a call was refused: the plugin broke a rule and the call had no effect. `NULL_ARGUMENT`, `BAD_FREE` and
 * `SLOT_MIX_UP` are refused under every profile, the others under `'production'` only.
 */
export type RefusalRule =
  | 'NULL_ARGUMENT'
  | 'BAD_FREE'
  | 'SLOT_MIX_UP'
  | 'CALL_DURING_ENTRY'
  | 'CONFIG_WITHOUT_AGENT'
  | 'CONFIG_VALUE_TOO_LARGE'

/** One entry of the journal: a call that reached a host. */
export interface RecordedCall {
  /** Place in the host's total order, from 1; taken when the call entered. */
  readonly seq: number
  /** The slot that was called. */
  readonly slot: SlotName
  /** What the plugin passed, by name. */
  readonly args: CallArguments
  /** Text the slot answered, `null` for NULL, `undefined` for void slots and while the call is in progress. */
  readonly answer: string | null | undefined
  /** Rule the call broke; a refused call stands in no typed recorder. */
  readonly refused?: RefusalRule
  /** Whether the host was installed on the thread, or the plugin made the call from a thread of its own (rule R4). */
  readonly role: CallRole
  /** The thread that made the call. */
  readonly thread: HostThread
  /** The callback in which the call was made (fact sheet, section 3.1); `null` outside of one. */
  readonly frame: Frame | null
  /** Agent bound to the frame, or to the host on the thread that installed it. */
  readonly agentId: string | null
  /** Nanoseconds since the native core was loaded, from a monotonic clock. */
  readonly at: number
  /** Nanoseconds from entry to return, for calls that JavaScript answered. */
  readonly duration?: number
}

/** A call that belonged to no host (rules R4, R6, R7). */
export interface DroppedCall {
  /** The slot that was called. */
  readonly slot: SlotName
  /** What the plugin passed, by name. */
  readonly args: CallArguments
  /** `'ambiguous'`: several hosts were installed; `'late'`: the host had ended. */
  readonly reason: 'ambiguous' | 'late'
  /** The thread that made the call. */
  readonly thread: HostThread
  /** Id of the host through whose table the call came; 0 when its trampolines have been reused since. */
  readonly through: number
  /** Ids of the hosts the call could have belonged to (`'ambiguous'` only). */
  readonly competing: readonly number[]
}

/** Names of the rules a violation can break. */
export type ViolationRule =
  | 'NULL_ARGUMENT'
  | 'INVALID_UTF8'
  | 'BAD_FREE'
  | 'RESPONDER_FAILED'
  | 'RESPONDER_TIMED_OUT'
  | 'RESPONDER_UNREACHABLE'
  | 'ASYNC_ANSWER_IN_SYNC_CALL'
  | 'UNPREPARED_CALL'
  | 'JOURNAL_LIMIT'
  | 'MALFORMED_REQUEST'
  | 'MISSING_REQUEST_FIELD'
  | 'AGENT_KEYS_IN_REQUEST'
  | 'PARAMS_IGNORED'
  | 'LOG_LEVEL_OUT_OF_RANGE'
  | 'LOG_PAYLOAD_NOT_AN_OBJECT'
  | 'CONFIG_VALUE_TOO_LARGE'
  | 'CONFIG_WITHOUT_AGENT'
  | 'DISPATCH_WITHOUT_AGENT'
  | 'RESERVED_SLOT'
  | 'CALL_DURING_ENTRY'
  | 'CALL_AFTER_DESTROY'
  | 'SLOT_MIX_UP'
  | 'ENVELOPE_MISMATCH'
  | 'PLUGIN_ALREADY_LOADED'
  | 'TABLE_WITHOUT_VERSION'

/** Something the ABI forbids or the real host would lose. */
export interface Violation {
  /** Name of the rule, for `toHaveViolations` and `allowViolations`. */
  readonly rule: ViolationRule
  /** What happened: which call, which argument, what was found. */
  readonly message: string
  /** The way out, in the imperative. */
  readonly fix: string
  /** Section of the fact sheet (docs/fact-sheet.md) that has the rule; none where the rule is one of this package. */
  readonly section?: string
  /** `seq` of the call it belongs to, if it belongs to one. */
  readonly seq?: number
  /** Slot of the call, if it belongs to one. */
  readonly slot?: SlotName
  /** Reason that the option `allowViolations` gives for the rule: the violation fails no test. */
  readonly allowed?: string
}

/** A string the host handed to the plugin that has not come back through `free_string`. */
export interface HandedString {
  /** Slot that answered with it. */
  readonly slot: SlotName
  /** The text itself: of a long one its first 4 096 bytes. */
  readonly text: string
  /** Bytes, without the terminating NUL. */
  readonly size: number
  /** Address that the plugin got. */
  readonly pointer: bigint
  /** The thread that got it. */
  readonly thread: HostThread
  /** The callback in which it was handed out; `null` outside of one. */
  readonly frame: Frame | null
  /** Nanoseconds since the native core was loaded, when it was handed out. */
  readonly at: number
}

/** Where and when something was done with a string. */
export interface Site {
  /** The thread that did it. */
  readonly thread: HostThread
  /** The callback in which it was done; `null` outside of one. */
  readonly frame: Frame | null
  /** Nanoseconds since the native core was loaded. */
  readonly at: number
}

/** A `free_string` that the ledger refused; it never reached the allocator. The site is that of the refused free. */
export interface BadFree extends Site {
  /** `'twice'`: freed before; `'foreign'`: the host never handed that address out. */
  readonly reason: 'twice' | 'foreign'
  /** Address that was to be freed. */
  readonly pointer: bigint
  /** What the string was (`'twice'` only): the slot that had handed it out, where, and where it was freed first. */
  readonly string?: {
    readonly slot: SlotName
    readonly text: string
    readonly handedOut: Site
    readonly freed: Site
  }
}

/** Strings that this host handed to the plugin (rule R11). */
export interface StringLedger {
  /** How many strings slots have answered. */
  readonly handedOut: number
  /** How many of them came back through `free_string`. */
  readonly freed: number
  /** Those that have not come back. libc `free` is legal too, and no host is told of it. */
  readonly outstanding: readonly HandedString[]
  /** Frees of what was not outstanding, in order: those among the newest 1 000 of the process. */
  readonly badFrees: readonly BadFree[]
}

/**
 * What every recorder offers: a typed, read-only, live view of the journal.
 *
 * Entries are made when they are looked at: `length`, `last`, `since` and an iteration that stops early cost little on a
 * long journal, and a second read costs what is new.
 */
export interface Recorder<Entry> extends Iterable<Entry> {
  /** How many entries there are by now. */
  readonly length: number
  /** All of them, in the order of their calls. */
  readonly entries: readonly Entry[]
  /** The newest one; `undefined` before the first. */
  readonly last: Entry | undefined
  /**
   * The entries for which `predicate` holds.
   *
   * @example
   * const errors = host.logs.filter(({ level }) => level === 4)
   */
  filter<Kept extends Entry>(predicate: (entry: Entry) => entry is Kept): Kept[]
  filter(predicate: (entry: Entry) => boolean): Entry[]
  /**
   * The entries whose calls came after the one with that `seq`; 0: all of them.
   *
   * @example
   * const before = host.calls.last?.seq ?? 0
   * await plugin.invoke('refresh')
   * expect(host.configWrites.since(before)).toHaveLength(1)
   */
  since(seq: number): Entry[]
  /** The entries so far. Calls that come in meanwhile are left for the next iteration. */
  [Symbol.iterator](): Iterator<Entry>
}

/** Every call, in the host's total order. */
export interface CallRecorder extends Recorder<RecordedCall> {
  /** The calls of one slot. */
  to(slot: SlotName): readonly RecordedCall[]
  /** How many calls of one slot there are. */
  count(slot: SlotName): number
  /** The calls of the threads that the selector names. */
  from(thread: ThreadSelector): readonly RecordedCall[]
}

/** One line that the plugin logged (fact sheet, section 1.3). */
export interface LogEntry {
  /** 0 trace, 1 debug, 2 info, 3 warn, 4 error; whatever else the plugin sent stays as it is. */
  readonly level: number
  /** The message; under the profile `'upstream'` with the payload, joined by a space. */
  readonly message: string
  /** Payload of `log_structured` as the plugin sent it; `null` for `log`. */
  readonly payload: string | null
  /** The call that logged it. */
  readonly call: RecordedCall
}

/** What the plugin logged, by `log` and `log_structured`. */
export interface LogRecorder extends Recorder<LogEntry> {
  /** The messages alone, in order. */
  readonly messages: readonly string[]
  /** Whether a message or a payload contains the text. */
  contains(text: string): boolean
}

/** One `config_set`. */
export interface ConfigSet {
  /** Tells it from a delete. */
  readonly kind: 'set'
  /** The key as the plugin sent it. */
  readonly key: string
  /** The value as the plugin sent it. */
  readonly value: string
  /** The call that set it; its `agentId` says for whom. */
  readonly call: RecordedCall
}

/** One `config_delete`. */
export interface ConfigDelete {
  /** Tells it from a set. */
  readonly kind: 'delete'
  /** The key as the plugin sent it. */
  readonly key: string
  /** The call that deleted it. */
  readonly call: RecordedCall
}

/** A change of config: `kind` says which. */
export type ConfigWrite = ConfigSet | ConfigDelete

/** `config_set` and `config_delete` in order. What was refused is not among them (fact sheet, section 10). */
export interface ConfigWriteRecorder extends Recorder<ConfigWrite> {
  /** All of them, as `entries`. */
  readonly writes: readonly ConfigWrite[]
  /** How many sets there are. */
  readonly setCount: number
  /** How many deletes there are. */
  readonly deleteCount: number
  /** The deletes alone. */
  readonly deletes: readonly ConfigDelete[]
  /** The last set of each key, keys in the order in which they were written first; a later delete does not hide it. */
  readonly lastSets: readonly ConfigSet[]
  /** The last set of that key. */
  lastSet(key: string): ConfigSet | undefined
  /** The writes of one key, found by an index. */
  of(key: string): readonly ConfigWrite[]
  /** Value of the last set of that key; a later delete does not hide it. */
  lastValue(key: string): string | undefined
}

/** One `config_get`. */
export interface ConfigRead {
  /** The key as the plugin sent it. */
  readonly key: string
  /** `undefined` while the read is in progress. */
  readonly value: string | null | undefined
  /** The call that asked. */
  readonly call: RecordedCall
}

/** `config_get`, whatever was answered. */
export interface ConfigReadRecorder extends Recorder<ConfigRead> {
  /** The reads of one key, found by an index. */
  of(key: string): readonly ConfigRead[]
}

/** Requests of one slot, or of slots that take the same (`complete` and `complete_stream`). An entry is the parsed JSON, or the text itself when it is no JSON. */
export interface RequestRecorder extends Recorder<unknown> {
  /** The parsed requests, as `entries`. */
  readonly requests: readonly unknown[]
  /** Their calls, each at the place of its request. */
  readonly calls: readonly RecordedCall[]
}

/** SQL that the plugin sent to a slot; a text of several statements is one entry, and the host runs the first. */
export interface RecordedStatement {
  /** The slot: `db_exec` or `db_query`. */
  readonly kind: 'exec' | 'query'
  /** The text as the plugin sent it. */
  readonly sql: string
  /**
   * The parsed JSON of the parameters, or the text itself when it is no JSON; `null` for none. Integers that a number cannot
   * hold exactly are bigints.
   */
  readonly params: unknown
  /** The call that sent it; its `answer` is the result. */
  readonly call: RecordedCall
}

/** SQL of `db_exec` and `db_query`, whether or not it succeeded. */
export type StatementRecorder = Recorder<RecordedStatement>

/**
 * What the matchers ask of a host. `MockHost` has all of it, and so has the `host` of the running test.
 * A host is recognised by `hostMark`, never by `instanceof`: two copies of the package may meet in one test.
 */
export interface ReadableHost {
  /** Number of the host, unique in the process. */
  readonly id: number
  /** Name of the host, for messages. */
  readonly name: string
  /** Version of the host table that it hands out. */
  readonly abiVersion: number
  /** Every call, in order. */
  readonly calls: CallRecorder
  /** How many calls came when its journal was full: they were answered as always, but stand in no recorder. */
  readonly lostCalls: number
  /** `log` and `log_structured`. */
  readonly logs: LogRecorder
  /** `config_set` and `config_delete`. */
  readonly configWrites: ConfigWriteRecorder
  /** `config_get`. */
  readonly configReads: ConfigReadRecorder
  /** Requests of `dispatch`. */
  readonly dispatches: RequestRecorder
  /** Requests of `http_request`. */
  readonly httpRequests: RequestRecorder
  /** Requests of `complete` and `complete_stream`. */
  readonly completions: RequestRecorder
  /** Requests of `embed`. */
  readonly embeddings: RequestRecorder
  /** SQL of `db_exec` and `db_query`. */
  readonly statements: StatementRecorder
  /** Calls through its tables that reached no host (rule R7). */
  readonly drops: readonly DroppedCall[]
  /** What the ABI forbids or the real host would lose. */
  readonly violations: readonly Violation[]
  /** Strings that it handed out (rule R11). */
  readonly strings: StringLedger
  /** Threads that called, in order of first call. */
  readonly threads: readonly HostThread[]
  /** The config that it keeps. */
  readonly config: HostConfig
  /**
   * Tells the host that an assertion has dealt with what is there by now (`failOn` is fair): its drops, its strings that
   * have not come back, its violations of one rule or of all.
   */
  [acknowledge](what: 'drops' | 'strings' | 'violations', rule?: ViolationRule): void
}
