import { sortedJSON } from '../../abi/sorted-json.js'
import type { StreamStep } from '../simulation/contract.js'
import type { CancellableStream } from './cancellations.js'
import { type ExecutedTool, execute } from './deeds.js'
import { type Ending, failedWith, terminatorOf } from './ending.js'
import { freshAnswerId } from './fresh-ids.js'
import type { Plan, PlannedToolCall, Round } from './plan.js'
import { resultText, usageMap } from './stream-result.js'

/** The call that a stream belongs to. */
export interface StreamCall {
  readonly model: string
  readonly hasChunkCallback: boolean
  readonly stream: CancellableStream
}

/** A piece of what the model says. */
interface Delta {
  readonly reasoning_content?: string
  readonly content?: string
  readonly usage?: object
}

/** Plays a plan as `complete_stream` does: chunks, and at the end the text that the slot answers (fact sheet, section 7.3). */
export class StreamPlayer {
  readonly #plan: Plan
  readonly #call: StreamCall
  readonly #id = freshAnswerId()
  readonly #tools: ExecutedTool[] = []
  /** What the model has said since its last tool answered. */
  #content = ''
  #usage: object | undefined
  #isFirst = true

  constructor(plan: Plan, call: StreamCall) {
    this.#plan = plan
    this.#call = call
  }

  *play(): Generator<StreamStep, string> {
    try {
      const isThrough = yield* this.#playRounds()
      const ending = isThrough ? this.#plan.ending : failedWith('cancelled')
      yield* this.#playEnding(ending)
      return this.#result(ending)
    } finally {
      this.#call.stream.end()
    }
  }

  /** Result: false when the stream was cancelled meanwhile. */
  *#playRounds(): Generator<StreamStep, boolean> {
    for (const round of this.#plan.rounds) if (!(yield* this.#playRound(round))) return false
    const { usage } = this.#plan
    if (usage === undefined) return true
    const counted = usageMap(usage, this.#content)
    if (!(yield* this.#say({ usage: counted }))) return false
    this.#usage = counted
    return true
  }

  *#playRound({ reasoning, content, toolCalls }: Round): Generator<StreamStep, boolean> {
    if (this.#call.stream.isCancelled()) return false
    for (const text of reasoning) if (!(yield* this.#say({ reasoning_content: text }))) return false
    for (const text of content) if (!(yield* this.#say({ content: text }))) return false
    for (const toolCall of toolCalls) yield* this.#playTool(toolCall)
    return true
  }

  /** A piece of the model, unless the stream was cancelled by then. */
  *#say(delta: Delta): Generator<StreamStep, boolean> {
    yield* this.#pause()
    if (this.#call.stream.isCancelled()) return false
    this.#content += delta.content ?? ''
    yield* this.#send(delta)
    return true
  }

  *#playTool(planned: PlannedToolCall): Generator<StreamStep, void> {
    const tool = execute(planned)
    const { id, name, arguments: given, result } = tool
    yield* this.#pause()
    yield* this.#send({ tool_calls: [{ id, function: { name, arguments: given } }] }, 'tool_calls')
    yield* this.#pause()
    yield* this.#send({ role: 'tool', tool_call_id: id, content: result })
    this.#tools.push(tool)
    this.#content = ''
  }

  *#playEnding(ending: Ending): Generator<StreamStep, void> {
    const terminator = terminatorOf(ending)
    if (terminator === undefined) return
    if (ending.kind === 'clarify') {
      yield* this.#pause()
      yield* this.#send({ content: ending.question })
    }
    yield* this.#pause()
    yield* this.#send({}, terminator)
  }

  *#pause(): Generator<StreamStep, void> {
    if (!this.#isFirst && this.#plan.wait > 0) yield { wait: this.#plan.wait }
    this.#isFirst = false
  }

  *#send(delta: object, reason?: string): Generator<StreamStep, void> {
    if (!this.#call.hasChunkCallback) return
    const choice = { index: 0, delta, ...(reason !== undefined && { finish_reason: reason }) }
    yield { chunk: sortedJSON({ id: this.#id, choices: [choice] }) }
  }

  #result(ending: Ending): string {
    return resultText(ending, {
      id: this.#id,
      model: this.#call.model,
      streamId: this.#call.stream.id,
      content: this.#content,
      tools: this.#tools,
      usage: this.#usage,
      artifacts: this.#plan.artifacts,
    })
  }
}
