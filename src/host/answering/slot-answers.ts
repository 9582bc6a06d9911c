import type { OpenWord } from '../../abi/open-word.js'
import { type ArgumentName, type Slot, type SlotName, slots } from '../../abi/slots.js'
import { sortedJSON } from '../../abi/sorted-json.js'
import { MockHostError } from '../../errors/mockhost-error.js'
import { printValue } from '../../report/print-value.js'
import type { HTTPErrorCode } from '../http/http-error.js'
import type { PreparedReply } from '../http/prepared-reply.js'
import type { CutCode, InferenceScript } from '../inference/contract.js'
import { isThenable } from '../is-thenable.js'
import type { CompletionFields, DispatchFields, HTTPRequestFields } from '../request-fields.js'
import type { Simulator } from '../simulation/contract.js'
import { type CallFilter, type Condition, toFilter } from './condition.js'
import type { PreparedAnswer, SlotScript } from './slot-script.js'

/** What a fixed answer may be: text as it is, `null` for NULL, anything else as the slot makes its text of it, or as JSON. */
export type Answer = string | null | object | number | boolean

/** The author's function behind a slot: gets the texts of the call, answers with text, NULL or a promise. */
export type ResponderFunction = (...texts: string[]) => unknown

/** What every slot can do. */
export interface VoidSlotAnswers<Fields extends object = Readonly<Record<string, unknown>>> {
  /**
   * Asks the function; it gets the texts of the call and may return a promise where the event loop is free. It stands in for
   * what the host would do.
   *
   * @example
   * host.on.http_request.replyWith(async (request) => JSON.stringify({ status: 200, body: request }))
   */
  replyWith(respond: ResponderFunction): this
  /**
   * What is prepared by way of the result holds for calls that fit the condition only.
   *
   * @throws `INVALID_ARGUMENT` for what is no condition
   * @example
   * host.on.http_request.when({ method: 'POST', url: /\/hooks$/ }).reply({ status: 201 })
   */
  when(condition: Condition<Fields>): this
  /**
   * Answers come so many milliseconds later on the host's clock (`host.clock`), the default among them. Such a call needs
   * `await plugin.invoke`: a synchronous one blocks the clock.
   *
   * @throws `INVALID_ARGUMENT` for what is no time
   * @example
   * host.on.http_request.delay(2_000).reply({ status: 200 })
   */
  delay(milliseconds: number): this
}

/**
 * How one slot answers. Queued answers come first, in the order they were given, each for the first call that it fits;
 * then the last of `reply`, `replyWith` and `fail`, those with a condition before those without; then the default.
 * Fixed answers without conditions are served in C, without JavaScript.
 *
 * @example
 * host.on.http_request.replyOnce({ status: 503 })
 * host.on.http_request.when({ url: /\/weather/ }).reply({ status: 200, body: 'sunny' })
 * host.on.complete.fail('context_overflow')
 */
export interface SlotAnswers<
  Given = Answer,
  Fields extends object = Readonly<Record<string, unknown>>,
  Code extends string = string,
> extends VoidSlotAnswers<Fields> {
  /**
   * Answers every call from now on.
   *
   * @throws `INVALID_ARGUMENT` for what JSON cannot say
   * @example
   * host.on.config_get.when({ key: 'region' }).reply('eu')
   */
  reply(answer: Given): this
  /**
   * Answers the next call that no earlier queued answer takes.
   *
   * @throws `INVALID_ARGUMENT` for what JSON cannot say
   * @example
   * host.on.http_request.replyOnce({ status: 503 }).replyOnce({ status: 200 })
   */
  replyOnce(answer: Given): this
  /**
   * Answers every call with an error of that code, as the slot writes its errors; `config_get`, which has none, with NULL.
   *
   * @example
   * host.on.http_request.fail('connection_refused')
   */
  fail(code: OpenWord<Code>, message?: string): this
  /**
   * Answers one call so.
   *
   * @example
   * host.on.complete.failOnce('context_overflow', 'too many tokens')
   */
  failOnce(code: OpenWord<Code>, message?: string): this
}

/** What a slot makes its text of, besides text and JSON. */
interface AnswersOfTheirOwn {
  readonly complete: InferenceScript
  readonly complete_stream: InferenceScript
  readonly http_request: PreparedReply
}

/** What the request of a slot has. */
interface RequestsOfTheirOwn {
  readonly http_request: HTTPRequestFields
  readonly dispatch: DispatchFields
  readonly complete: CompletionFields
  readonly complete_stream: CompletionFields
  readonly embed: { readonly model?: unknown; readonly input?: unknown }
  readonly file_read: { readonly path?: unknown }
}

/** What a condition for the calls of a slot can name. */
type FieldsOf<Name extends SlotName> = Name extends keyof RequestsOfTheirOwn
  ? RequestsOfTheirOwn[Name]
  : 'request' extends ArgumentName<Name>
    ? Readonly<Record<string, unknown>>
    : { readonly [Argument in ArgumentName<Name>]?: unknown }

/** Codes of errors that a slot answers, as far as they are known by name. */
interface CodesOfTheirOwn {
  readonly complete: CutCode | 'clarify_requested' | 'plugin_busy' | 'invalid_request'
  readonly complete_stream: CutCode | 'plugin_busy' | 'invalid_request'
  readonly http_request: HTTPErrorCode
}

type CodeOf<Slot> = Slot extends keyof CodesOfTheirOwn ? CodesOfTheirOwn[Slot] : string

type AnswerOf<Slot> = Slot extends keyof AnswersOfTheirOwn ? AnswersOfTheirOwn[Slot] | Answer : Answer

/** One entry for each slot; those that return nothing cannot reply. */
export type SlotAnswersByName = {
  readonly [Slot in AnsweringSlot]: SlotAnswers<AnswerOf<Slot>, FieldsOf<Slot>, CodeOf<Slot>>
} & {
  readonly [Slot in VoidSlot]: VoidSlotAnswers<FieldsOf<Slot>>
}

/** `get_active_agent_id` answers by rule R5 alone: set `host.activeAgentId`. */
export type AnsweringSlot = Exclude<SlotName, VoidSlot | 'get_active_agent_id' | 'free_string'>

/** Slots that return nothing. `free_string` follows rule R11 alone. */
export type VoidSlot =
  | 'config_set'
  | 'config_delete'
  | 'log'
  | 'log_structured'
  | 'dispatch_cancel'
  | 'dispatch_clarify'
  | 'send_draft'
  | 'dispatch_interrupt'
  | 'complete_cancel'

/** What answering needs of a host that is made in C at its first use. */
export interface AnsweringHost {
  script(slot: Slot): SlotScript
  simulatorOf(slot: SlotName): Simulator | undefined
}

const ruled: readonly SlotName[] = ['get_active_agent_id', 'free_string']

export function createSlotAnswers(host: () => AnsweringHost): SlotAnswersByName {
  const answers = {}
  for (const slot of slots) {
    if (ruled.includes(slot.name)) continue
    // Most tests name one slot or none, so the rest is not made.
    Object.defineProperty(answers, slot.name, { get: () => new AnswersOfSlot(slot, host), enumerable: true })
  }
  return answers as SlotAnswersByName
}

class AnswersOfSlot implements SlotAnswers {
  readonly #slot: Slot
  readonly #host: () => AnsweringHost
  readonly #filter: CallFilter | undefined

  constructor(slot: Slot, host: () => AnsweringHost, filter?: CallFilter) {
    this.#slot = slot
    this.#host = host
    this.#filter = filter
  }

  when(condition: Condition): this {
    const both = [this.#filter, toFilter(condition)]
    const filter: CallFilter = (call) => both.every((one) => one?.(call) !== false)
    return new AnswersOfSlot(this.#slot, this.#host, filter) as this
  }

  reply(answer: Answer): this {
    this.#script.reply(this.#fixed(answer))
    return this
  }

  replyOnce(answer: Answer): this {
    this.#script.replyOnce(this.#fixed(answer))
    return this
  }

  replyWith(respond: ResponderFunction): this {
    if (typeof respond !== 'function') throw noFunction(respond)
    this.#script.reply({
      filter: this.#filter,
      isFunction: true,
      respond: ({ texts }) => respond(...texts.filter((text): text is string => text !== null)),
    })
    return this
  }

  fail(code: string, message?: string): this {
    return this.reply(this.#error(code, message))
  }

  failOnce(code: string, message?: string): this {
    return this.replyOnce(this.#error(code, message))
  }

  delay(milliseconds: number): this {
    if (typeof milliseconds !== 'number' || !(milliseconds >= 0)) throw noDelay(milliseconds)
    this.#script.delay(milliseconds, this.#filter)
    return this
  }

  get #script(): SlotScript {
    return this.#host().script(this.#slot)
  }

  #fixed(answer: Answer): PreparedAnswer {
    if (this.#slot.returns === 'void') throw returnsNothing(this.#slot.name)
    const simulator = this.#host().simulatorOf(this.#slot.name)
    const made = isPlain(answer) && simulator?.prepare !== undefined ? simulator.prepare(answer) : toText(answer)
    if (typeof made === 'function') return { filter: this.#filter, respond: made }
    return { filter: this.#filter, text: made, respond: () => made }
  }

  /** `config_get` has no errors: it answers NULL. */
  #error(code: string, message = `The test has prepared this error of ${this.#slot.name}.`): string | null {
    if (typeof code !== 'string' || code === '') throw noCode(code)
    if (this.#slot.name === 'config_get') return null
    const simulator = this.#host().simulatorOf(this.#slot.name)
    return simulator?.fail?.(code, message) ?? sortedJSON({ error: code, message })
  }
}

/** What slots make their texts of. */
export function isPlain(answer: unknown): answer is object {
  return typeof answer === 'object' && answer !== null && !Array.isArray(answer) && !isThenable(answer)
}

function toText(answer: Answer): string | null {
  if (typeof answer === 'string' || answer === null) return answer
  const text: string | undefined = isThenable(answer) ? undefined : JSON.stringify(answer)
  if (text === undefined) throw noAnswer(answer)
  return text
}

function noAnswer(answer: unknown): MockHostError {
  return new MockHostError({
    code: 'INVALID_ARGUMENT',
    message: `${printValue(answer)} is no fixed answer: no JSON text stands for it.`,
    fix: 'give text, null or an object; replyWith takes a function, which may return a promise',
  })
}

function returnsNothing(slot: SlotName): MockHostError {
  return new MockHostError({
    code: 'INVALID_ARGUMENT',
    message: `${slot} returns nothing, so it cannot reply.`,
    fix: 'use replyWith(fn) to be told of its calls in place of the host, or read the recorders',
  })
}

function noFunction(respond: unknown): MockHostError {
  return new MockHostError({
    code: 'INVALID_ARGUMENT',
    message: `replyWith got ${printValue(respond)} instead of a function.`,
    fix: 'give a function that returns the answer; reply takes a fixed one',
  })
}

function noDelay(milliseconds: unknown): MockHostError {
  return new MockHostError({
    code: 'INVALID_ARGUMENT',
    message: `An answer cannot be delayed by ${printValue(milliseconds)}.`,
    details: [['expected', 'milliseconds, 0 or more']],
    fix: 'give the number of milliseconds',
  })
}

function noCode(code: unknown): MockHostError {
  return new MockHostError({
    code: 'INVALID_ARGUMENT',
    message: `${printValue(code)} is no error code.`,
    fix: "give the code that the app would answer, such as 'network_error' (fact sheet)",
  })
}
