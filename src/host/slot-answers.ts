import { type SlotName, slots } from '../abi/slots.js'
import { MockHostError } from '../errors/mockhost-error.js'
import type { Binding } from '../native/binding.js'
import { type Address, AnswerKind, Status } from '../native/core.js'
import { printValue } from '../report/print-value.js'
import { isThenable } from './is-thenable.js'
import { noMemory } from './native-errors.js'
import type { ResponderFunction, Responders } from './responders.js'

/** What a fixed answer may be: text as it is, `null` for NULL, anything else as JSON. */
export type Answer = string | null | object | number | boolean

/**
 * How one slot answers. Queued answers come first, in the order they were given; then the last of
 * `reply` and `replyWith`; then the default. Fixed answers are served in C, without JavaScript.
 *
 * @example
 * host.on.http_request.replyOnce({ status: 503, body: '' })
 * host.on.http_request.reply({ status: 200, body: 'ok' })
 */
export interface SlotAnswers {
  /** Answers every call from now on. */
  reply(answer: Answer): this
  /** Answers the next call that no earlier queued answer takes. */
  replyOnce(answer: Answer): this
  /** Asks the function; it gets the texts of the call and may return a promise where the event loop is free. */
  replyWith(respond: ResponderFunction): this
}

/** One entry for each slot that answers text. */
export type SlotAnswersByName = { readonly [Slot in AnsweringSlot]: SlotAnswers }

/** `get_active_agent_id` answers by rule R5 alone: set `host.activeAgentId`. */
export type AnsweringSlot = Exclude<SlotName, VoidSlot | 'get_active_agent_id'>

type VoidSlot =
  | 'config_set'
  | 'config_delete'
  | 'log'
  | 'log_structured'
  | 'dispatch_cancel'
  | 'dispatch_clarify'
  | 'send_draft'
  | 'dispatch_interrupt'
  | 'complete_cancel'
  | 'free_string'

/** What answering needs of a host that is made in C at its first use. */
export interface AnsweringHost {
  readonly binding: Binding
  readonly address: Address
  readonly responders: Responders
}

const answering = slots.filter((slot) => slot.returns === 'string' && slot.name !== 'get_active_agent_id')

export function createSlotAnswers(host: () => AnsweringHost): SlotAnswersByName {
  const answers = {}
  for (const { name, index } of answering) {
    // Most tests name one slot or none, so the rest is not made.
    Object.defineProperty(answers, name, { get: () => new AnswersOfSlot(index, host), enumerable: true })
  }
  return answers as SlotAnswersByName
}

class AnswersOfSlot implements SlotAnswers {
  readonly #slot: number
  readonly #host: () => AnsweringHost

  constructor(slot: number, host: () => AnsweringHost) {
    this.#slot = slot
    this.#host = host
  }

  reply(answer: Answer): this {
    const { binding, address } = this.#host()
    const text = toText(answer)
    check(binding.core.hostSetAnswer(address, this.#slot, text === null ? AnswerKind.null : AnswerKind.text, text))
    return this
  }

  replyOnce(answer: Answer): this {
    const { binding, address } = this.#host()
    check(binding.core.hostQueueAnswer(address, this.#slot, toText(answer)))
    return this
  }

  replyWith(respond: ResponderFunction): this {
    const { binding, address, responders } = this.#host()
    responders.set(this.#slot, respond)
    check(binding.core.hostSetAnswer(address, this.#slot, AnswerKind.ask, null))
    return this
  }
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

function check(status: number): void {
  if (status !== Status.ok) throw noMemory()
}
