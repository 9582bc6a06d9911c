import type { OpenWord } from '../abi/open-word.js'
import type { SlotName } from '../abi/slots.js'
import type { HostConfig } from './config/contract.js'

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
  readonly id: number
  readonly kind: FrameKind
}

/** A thread that called the host. `id` counts from 1 in order of first sight in the process; `name` is `''` when unnamed. */
export interface HostThread {
  readonly id: number
  readonly osId: number
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
  readonly slot: SlotName
  readonly args: CallArguments
  /** Text the slot answered, `null` for NULL, `undefined` for void slots and while the call is in progress. */
  readonly answer: string | null | undefined
  /** Rule the call broke; a refused call stands in no typed recorder. */
  readonly refused?: RefusalRule
  readonly role: CallRole
  readonly thread: HostThread
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
  readonly slot: SlotName
  readonly args: CallArguments
  /** `'ambiguous'`: several hosts were installed; `'late'`: the host had ended. */
  readonly reason: 'ambiguous' | 'late'
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
  readonly rule: ViolationRule
  /** What happened: which call, which argument, what was found. */
  readonly message: string
  /** The way out, in the imperative. */
  readonly fix: string
  /** Section of the fact sheet (docs/fact-sheet.md) that has the rule; none where the rule is one of this package. */
  readonly section?: string
  /** `seq` of the call it belongs to, if it belongs to one. */
  readonly seq?: number
  readonly slot?: SlotName
  /** Reason that the option `allowViolations` gives for the rule: the violation fails no test. */
  readonly allowed?: string
}

/** A string the host handed to the plugin that has not come back through `free_string`. */
export interface HandedString {
  readonly slot: SlotName
  readonly text: string
  /** Bytes, without the terminating NUL. */
  readonly size: number
  /** Address that the plugin got. */
  readonly pointer: bigint
  readonly thread: HostThread
  readonly frame: Frame | null
  readonly at: number
}

/** Where and when something was done with a string. */
export interface Site {
  readonly thread: HostThread
  readonly frame: Frame | null
  /** Nanoseconds since the native core was loaded. */
  readonly at: number
}

/** A `free_string` that the ledger refused; it never reached the allocator. The site is that of the refused free. */
export interface BadFree extends Site {
  /** `'twice'`: freed before; `'foreign'`: the host never handed that address out. */
  readonly reason: 'twice' | 'foreign'
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
  readonly handedOut: number
  readonly freed: number
  readonly outstanding: readonly HandedString[]
  readonly badFrees: readonly BadFree[]
}

/**
 * What every recorder offers: a typed, read-only, live view of the journal.
 *
 * Entries are made when they are looked at: `length`, `last`, `since` and an iteration that stops early cost little on a
 * long journal, and a second read costs what is new.
 */
export interface Recorder<Entry> extends Iterable<Entry> {
  readonly length: number
  readonly entries: readonly Entry[]
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

export interface LogEntry {
  readonly level: number
  readonly message: string
  /** Payload of `log_structured` as the plugin sent it; `null` for `log`. */
  readonly payload: string | null
  readonly call: RecordedCall
}

export interface LogRecorder extends Recorder<LogEntry> {
  readonly messages: readonly string[]
  /** Whether a message or a payload contains the text. */
  contains(text: string): boolean
}

export interface ConfigSet {
  readonly kind: 'set'
  readonly key: string
  readonly value: string
  readonly call: RecordedCall
}

export interface ConfigDelete {
  readonly kind: 'delete'
  readonly key: string
  readonly call: RecordedCall
}

export type ConfigWrite = ConfigSet | ConfigDelete

export interface ConfigWriteRecorder extends Recorder<ConfigWrite> {
  readonly writes: readonly ConfigWrite[]
  readonly setCount: number
  readonly deleteCount: number
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

export interface ConfigRead {
  readonly key: string
  /** `undefined` while the read is in progress. */
  readonly value: string | null | undefined
  readonly call: RecordedCall
}

export interface ConfigReadRecorder extends Recorder<ConfigRead> {
  /** The reads of one key, found by an index. */
  of(key: string): readonly ConfigRead[]
}

/** Requests of one slot, or of slots that take the same (`complete` and `complete_stream`). An entry is the parsed JSON, or the text itself when it is no JSON. */
export interface RequestRecorder extends Recorder<unknown> {
  readonly requests: readonly unknown[]
  readonly calls: readonly RecordedCall[]
}

/** SQL that the plugin sent to a slot; a text of several statements is one entry, and the host runs the first. */
export interface RecordedStatement {
  /** The slot: `db_exec` or `db_query`. */
  readonly kind: 'exec' | 'query'
  readonly sql: string
  /**
   * The parsed JSON of the parameters, or the text itself when it is no JSON; `null` for none. Integers that a number cannot
   * hold exactly are bigints.
   */
  readonly params: unknown
  readonly call: RecordedCall
}

/** SQL of `db_exec` and `db_query`, whether or not it succeeded. */
export type StatementRecorder = Recorder<RecordedStatement>

/** Marks our hosts: `host[hostMark] === true`. */
export const hostMark: unique symbol = Symbol.for('osaurus-mockhost.host') as never
/** Called by a matcher that has passed on drops, violations or strings. */
export const acknowledge: unique symbol = Symbol.for('osaurus-mockhost.acknowledge') as never

/**
 * What the matchers ask of a host. `MockHost` has all of it, and so has the `host` of the running test.
 * A host is recognised by `hostMark`, never by `instanceof`: two copies of the package may meet in one test.
 */
export interface ReadableHost {
  readonly id: number
  readonly name: string
  /** Version of the host table that it hands out. */
  readonly abiVersion: number
  readonly calls: CallRecorder
  readonly logs: LogRecorder
  readonly configWrites: ConfigWriteRecorder
  readonly configReads: ConfigReadRecorder
  readonly dispatches: RequestRecorder
  readonly httpRequests: RequestRecorder
  readonly completions: RequestRecorder
  readonly embeddings: RequestRecorder
  readonly statements: StatementRecorder
  readonly drops: readonly DroppedCall[]
  readonly violations: readonly Violation[]
  readonly strings: StringLedger
  readonly threads: readonly HostThread[]
  readonly config: HostConfig
  /**
   * Tells the host that an assertion has dealt with what is there by now (`failOn` is fair): its drops, its strings that
   * have not come back, its violations of one rule or of all.
   */
  [acknowledge](what: 'drops' | 'strings' | 'violations', rule?: ViolationRule): void
}

/** Whether a value is one of our hosts, whichever copy of the package made it. */
export function isHost(value: unknown): value is ReadableHost {
  return typeof value === 'object' && value !== null && (value as Record<symbol, unknown>)[hostMark] === true
}
