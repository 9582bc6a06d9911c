import { type Slot, type SlotName, slots } from '../abi/slots.js'
import { MockHostError } from '../errors/mockhost-error.js'
import type { Binding } from '../native/binding.js'
import { type Address, Status } from '../native/core.js'
import type { CallOutcome } from '../native/event.js'
import { printValue } from '../report/print-value.js'
import { runAndLeave } from './run-and-leave.js'

/**
 * Calls the real C function pointers of a host table: what a plugin would call, from a test.
 *
 * One method for each slot, in camelCase. A method whose slot is NULL throws `SLOT_IS_NULL`; on a host
 * that is not installed every method throws `NOT_INSTALLED`. Strings that a slot answers are copied and
 * given back, by `free_string`, or below version 6 by libc `free` (fact sheet, section 1).
 *
 * @example
 * new MockHost().withInstalled((api) => {
 *   api.log(2, 'hello')
 *   expect(api.configGet('token')).toBeNull()
 * })
 */
export interface HostAPI {
  /** Address of the host table. */
  readonly pointer: bigint
  /** Version that the table announces. */
  readonly version: number
  /**
   * `config_get`: the value; `null` for an unknown key, and for no agent under `'production'` (fact sheet, section 10).
   */
  configGet(key: string | null): string | null
  /** `config_set`: a NULL does nothing (fact sheet, section 10). */
  configSet(key: string | null, value: string | null): void
  /** `config_delete`: a NULL does nothing (fact sheet, section 10). */
  configDelete(key: string | null): void
  /** `db_exec`: runs one statement; `params` is a JSON array as text (fact sheet, section 5). */
  dbExec(sql: string | null, params?: string | null): string | null
  /** `db_query`: columns and rows as JSON; `params` is a JSON array as text (fact sheet, section 5). */
  dbQuery(sql: string | null, params?: string | null): string | null
  /** `log`: levels are 0 (trace) to 4 (error) (fact sheet, section 1.3). */
  log(level: number, message: string | null): void
  /** `dispatch`: starts a task, the request being JSON (fact sheet, section 8.1). */
  dispatch(request: string | null): string | null
  /** `task_status`: the task as JSON (fact sheet, section 8.3). */
  taskStatus(taskId: string | null): string | null
  /** `dispatch_cancel`: stops a task (fact sheet, section 8.4). */
  dispatchCancel(taskId: string | null): void
  /** `dispatch_clarify`: reserved, without any effect (fact sheet, section 8.4). */
  dispatchClarify(taskId: string | null, response: string | null): void
  /** `complete`: asks a model, the request being JSON (fact sheet, section 7.2). */
  complete(request: string | null): string | null
  /** Without a chunk callback, which the ABI allows. */
  completeStream(request: string | null): string | null
  /** `embed`: vectors of texts, the request being JSON (fact sheet, section 7.4). */
  embed(request: string | null): string | null
  /** `list_models`: the models as JSON (fact sheet, section 7.5). */
  listModels(): string | null
  /**
   * `http_request`: the response as JSON (fact sheet, section 6). An answer that needs the event loop is refused here.
   */
  httpRequest(request: string | null): string | null
  /** `file_read`: the file in base64, the request being JSON (fact sheet, section 9). */
  fileRead(request: string | null): string | null
  /** `list_active_tasks`: tasks that are queued, run or wait, as JSON (fact sheet, section 8.3). */
  listActiveTasks(): string | null
  /** `send_draft`: what the app shows of a task while it runs (fact sheet, section 8.4). */
  sendDraft(taskId: string | null, draft: string | null): void
  /** `dispatch_interrupt`: stops what the agent does, with a message or without one (fact sheet, section 8.4). */
  dispatchInterrupt(taskId: string | null, message: string | null): void
  /** `dispatch_add_issue`: reserved, always answers the error `not_supported` (fact sheet, section 8.4). */
  dispatchAddIssue(taskId: string | null, issue: string | null): string | null
  /** `complete_cancel`: ends a stream by its `stream_id`; from version 3 on (fact sheet, section 7.3). */
  completeCancel(streamId: string | null): void
  /** `get_active_agent_id`: the agent of the calling thread in upper case (rule R5); from version 4 on. */
  getActiveAgentId(): string | null
  /** `log_structured`: like `log`, with a payload in JSON; from version 5 on (fact sheet, section 1.3). */
  logStructured(level: number, message: string | null, payload: string | null): void
  /** Gives an address back. One that the host never handed out is refused and recorded as a bad free. */
  freeString(pointer: bigint | null): void
  /**
   * Runs `body` with an API whose C calls happen on a fresh OS thread, which has no host installed: calls
   * of a plugin's own thread. `name` is the thread's name (15 bytes on Linux). The thread ends with the body;
   * with an async one, when its promise settles.
   *
   * @example
   * host.api.onNewThread((api) => api.log(2, 'from behind'), { name: 'worker' })
   * expect(host).toHaveLoggedFrom('background', 'from behind')
   */
  onNewThread<R>(body: (api: HostAPI) => R, options?: { readonly name?: string }): R
}

/** One call through the table: how it reaches C, and on which thread, is the caller's business. */
interface SlotCall {
  readonly slot: number
  readonly level: number
  readonly texts: readonly [string | null, string | null]
  readonly pointer: bigint | null
}

type CallSlot = (call: SlotCall) => CallOutcome

/** What an API needs of its host. */
export interface ApiHost {
  readonly id: number
  readonly name: string
  readonly abiVersion: number
  readonly binding: Binding
  /** Table of the current install; throws `NOT_INSTALLED`. */
  table(): Address
  /** Stack that calls from here see. */
  stack(): Address
}

/** The API of an installed host; its calls happen on this thread. */
export function createHostAPI(host: ApiHost): HostAPI {
  return assemble(host, (call) => callOnThisThread(host, call))
}

function assemble(host: ApiHost, callSlot: CallSlot): HostAPI {
  return new SlotMethods(host, callSlot) as unknown as HostAPI
}

/** One method for each slot; each is made when it is first named, and needs no `this`. */
class SlotMethods {
  readonly #host: ApiHost
  readonly #callSlot: CallSlot

  constructor(host: ApiHost, callSlot: CallSlot) {
    this.#host = host
    this.#callSlot = callSlot
  }

  get pointer(): bigint {
    return BigInt(this.#host.table())
  }

  get version(): number {
    return this.#host.abiVersion
  }

  get onNewThread(): HostAPI['onNewThread'] {
    const host = this.#host
    return (body, options) => callOnNewThread(host, body, options)
  }

  static defineAll(): void {
    for (const slot of slots) {
      const name = camelCase(slot.name)
      Object.defineProperty(SlotMethods.prototype, name, {
        get(this: SlotMethods) {
          const value = this.#method(slot)
          Object.defineProperty(this, name, { value })
          return value
        },
      })
    }
  }

  #method(slot: Slot): (...args: readonly unknown[]) => unknown {
    const host = this.#host
    const callSlot = this.#callSlot
    return (...args) => {
      const outcome = callSlot(toCall(slot, args))
      if (outcome.status === Status.slotIsNull) throw slotIsNull(host, slot.name)
      return slot.returns === 'void' ? undefined : outcome.text
    }
  }
}

SlotMethods.defineAll()

function toCall(slot: Slot, args: readonly unknown[]): SlotCall {
  const byName = new Map(slot.args.map((name, index) => [name, args[index]]))
  const level = byName.has('level') ? toLevel(byName.get('level')) : 0
  const pointer = toPointer(byName.get('pointer'))
  byName.delete('level')
  byName.delete('pointer')
  const [text0, text1] = [...byName.values()]
  return { slot: slot.index, level, texts: [toText(text0), toText(text1)], pointer }
}

function toLevel(value: unknown): number {
  if (typeof value === 'number' && value === (value | 0)) return value
  throw invalidArgument('A log level', value, 'an integer of 32 bits')
}

function toPointer(value: unknown): bigint | null {
  if (value === undefined || value === null) return null
  const pointer = typeof value === 'bigint' || Number.isSafeInteger(value) ? BigInt(value as bigint) : -1n
  if (pointer === BigInt.asUintN(64, pointer)) return pointer
  throw invalidArgument('A pointer', value, 'a bigint of 64 bits, or null')
}

function toText(value: unknown): string | null {
  return value === undefined || value === null ? null : String(value)
}

function callOnThisThread(host: ApiHost, call: SlotCall): CallOutcome {
  const { binding } = host
  const { core, mailbox } = binding
  const [text0, text1] = call.texts
  const table = host.table()
  const kind =
    slots[call.slot]?.name === 'free_string'
      ? core.callFree(mailbox, host.stack(), table, call.pointer ?? 0n)
      : core.callSlot(mailbox, host.stack(), table, call.slot, call.level, text0, text1)
  return binding.settleDirect(kind)
}

function callOnNewThread<R>(host: ApiHost, body: (api: HostAPI) => R, options: { name?: string } = {}): R {
  const { core } = host.binding
  host.table()
  const runner = core.runnerStart(options.name ?? '')
  if (runner === 0) throw noThread()
  let hasEnded = false
  let isBusy = false
  const callSlot: CallSlot = (call) => {
    if (hasEnded) throw threadEnded()
    // A responder that this call waits for, or that is asked meanwhile: the thread could never take it.
    if (isBusy) throw threadBusy()
    isBusy = true
    try {
      return callOnRunner(host, runner, call)
    } finally {
      isBusy = false
    }
  }
  const leave = () => {
    hasEnded = true
    core.runnerStop(runner)
  }
  return runAndLeave(() => body(assemble(host, callSlot)), leave)
}

function callOnRunner(host: ApiHost, runner: Address, call: SlotCall): CallOutcome {
  const { binding } = host
  const { core, mailbox } = binding
  if (!binding.mayPump) throw pumpTooDeep()
  const [text0, text1] = call.texts
  const job = core.runnerCall(mailbox, runner, host.table(), call.slot, call.level, text0, text1, call.pointer ?? 0n)
  const outcome = job === 0 ? undefined : binding.pump(job, host.id, Number.POSITIVE_INFINITY, { title: nameOf(call) })
  if (outcome === undefined) throw noThread()
  return outcome
}

function nameOf({ slot }: SlotCall): string {
  return `${slots[slot]?.name ?? 'a slot'} on another thread`
}

function camelCase(name: string): string {
  return name.replace(/_([a-z])/g, (_, letter: string) => letter.toUpperCase())
}

function slotIsNull(host: ApiHost, slot: SlotName): MockHostError {
  return new MockHostError({
    code: 'SLOT_IS_NULL',
    message: `The slot ${slot} is NULL in the table of ${host.name}.`,
    details: [['ABI', `version ${host.abiVersion}`]],
    fix: "use profile: 'full' or a newer abiVersion, or let the plugin check the pointer before it calls",
  })
}

export function pumpTooDeep(): MockHostError {
  return new MockHostError({
    code: 'PUMP_TOO_DEEP',
    message: 'More than 16 synchronous calls into native code are nested in one another.',
    fix: 'look for a responder that calls the plugin, which calls the responder; or use await plugin.invoke(...)',
  })
}

function invalidArgument(what: string, value: unknown, expected: string): MockHostError {
  return new MockHostError({
    code: 'INVALID_ARGUMENT',
    message: `${what} cannot be ${printValue(value)}.`,
    details: [['expected', expected]],
    fix: 'pass a value that C can take',
  })
}

function threadBusy(): MockHostError {
  return new MockHostError({
    code: 'THREAD_BUSY',
    message: 'A responder made a call on the thread of onNewThread that is in another call.',
    fix: 'make that call through host.api, or on a thread of its own: host.api.onNewThread(...)',
  })
}

function threadEnded(): MockHostError {
  return new MockHostError({
    code: 'THREAD_ENDED',
    message: 'The call was to be made on a thread of onNewThread that has ended.',
    fix: 'make the call inside the body; the thread of an async body lives until its promise settles',
  })
}

function noThread(): MockHostError {
  return new MockHostError({
    code: 'NO_MEMORY',
    message: 'The native core could not make a thread.',
    fix: 'close hosts that are not needed, or raise the limits of the process (ulimit -u, ulimit -v)',
  })
}
