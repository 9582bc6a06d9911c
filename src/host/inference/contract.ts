/** How one answer of a model goes, for `host.on.complete` and `host.on.complete_stream` (fact sheet, sections 7.2 and 7.3). */

/** A tool that the model calls, and what the app tells it the tool answered. */
export interface ScriptedToolCall {
  /** Name of the tool. */
  readonly name: string
  /** JSON text as it is, anything else as JSON; left out: `{}`. */
  readonly arguments?: unknown
  /** Text as it is, anything else as JSON; left out: a tool envelope that succeeded with `null`. No tool is called. */
  readonly result?: unknown
  /** Left out: a fresh one for each call. */
  readonly id?: string
}

/** What the model says until its tools have answered: reasoning first, then content, then the calls of tools. */
export interface InferenceRound {
  /** One chunk for each text. */
  readonly reasoning?: string | readonly string[]
  /** One chunk for each text. */
  readonly content?: string | readonly string[]
  /** Tools that the model calls then, in order. */
  readonly toolCalls?: readonly ScriptedToolCall[]
}

/** What the engine counted. Tokens that are left out are estimated. */
export interface ScriptedUsage {
  /** In the answer of `complete` only. */
  readonly promptTokens?: number
  /** Of what the model said. */
  readonly completionTokens?: number
  /** In streams only; left out: 0. */
  readonly tokensPerSecond?: number
  /** In streams only; left out: false. */
  readonly unclosedReasoning?: boolean
}

/** Codes of `error` that end a stream with a terminator chunk; after any other the engine has thrown, and there is none. */
export type CutCode =
  | 'cancelled'
  | 'max_iterations_reached'
  | 'context_overflow'
  | 'empty_tool_task_completion'
  | 'output_token_limit'

/**
 * An answer of a model. The fields of a round are its first round; `rounds` follow it, or stand alone.
 *
 * A script that is no error ends in what the model says, not in tools: the app asks the model again when they have answered.
 *
 * @example
 * host.on.complete.reply({ content: 'It is sunny.' })
 * host.on.complete_stream.reply({ content: ['It is ', 'sunny.'], usage: { tokensPerSecond: 40 } })
 * host.on.complete_stream.reply({
 *   rounds: [
 *     { toolCalls: [{ name: 'get_weather', arguments: { city: 'Oslo' }, result: { sky: 'clear' } }] },
 *     { content: 'It is sunny.' },
 *   ],
 * })
 * host.on.complete_stream.reply({ content: 'It is', error: { code: 'context_overflow' } })
 */
export interface InferenceScript extends InferenceRound {
  /** What the model says when the tools have answered, round by round. */
  readonly rounds?: readonly InferenceRound[]
  /** A stream tells of it in its last chunk but one; left out: it does not, and `complete` estimates. */
  readonly usage?: ScriptedUsage
  /** Why the engine stopped; left out: `'stop'`. */
  readonly finishReason?: 'stop' | 'length' | (string & {})
  /** The model asks the user instead of answering: `clarify_requested` of `complete`, a stream that ends with `clarify`. */
  readonly question?: string
  /** Ends the answer, after what was said until then. */
  readonly error?: { readonly code: CutCode | (string & {}); readonly message?: string }
  /** Artifacts that the tools shared, as the app tells of them. */
  readonly artifacts?: readonly object[]
  /** Milliseconds on the clock of the host between two chunks; left out: none. `complete` does not wait. */
  readonly wait?: number
}

/** A chat model that the app has. */
export interface HostModel {
  /** Name by which requests ask for it. */
  readonly id: string
  /** As the user reads it; left out, and for models of remote providers: the id. */
  readonly name?: string
  /** `'local'` (default) runs on the machine; anything else is the owner of a remote one. */
  readonly provider?: string
}

/** A model as `list_models` tells of it (fact sheet, section 7.5). */
export interface ListedModel {
  /** Name by which requests ask for it. */
  readonly id: string
  /** As the user reads it. */
  readonly name: string
  /** Who runs it. */
  readonly provider: string
  /** Whether it answers chats or makes vectors. */
  readonly type: 'chat' | 'embedding'
  /** Words of the app for what it can do. */
  readonly capabilities: readonly string[]
  /** Of the embedding model: the app says 768, and answers vectors of 128 (fact sheet, section 7.4). */
  readonly dimensions?: number
}

/**
 * The models that the app has: Apple's foundation model and the embedding model, and those that a test adds.
 *
 * @example
 * host.models.add('qwen3-4b')
 * host.models.add({ id: 'gpt-5', provider: 'openai' })
 * host.models.remove('foundation') // a Mac without Apple Intelligence
 */
export interface HostModels {
  /** In the order in which the app lists them. */
  readonly list: readonly ListedModel[]
  /** Adds a chat model, a local one unless its provider says otherwise; one of the same id makes room for it. */
  add(model: string | HostModel): void
  /** Takes a model away, as a user does who hides it. The embedding model stays. Result: whether it was there. */
  remove(id: string): boolean
}
