import { describeJSON, describeValue, type JSONText, readJSON } from '../rules/json-object.js'
import type { SlotCall } from '../simulation/contract.js'

/** What an answer needs of a request of `complete` or `complete_stream`. */
export interface ChatRequest {
  /** As the plugin asked for it; `''` where it asked for none. */
  readonly model: string
  /** Texts of the messages, for the count of tokens. */
  readonly prompts: readonly string[]
  readonly streamId: unknown
}

/** The request, read as far as it can be: under the profile `'full'` a prepared answer answers a wrong one too. */
export function readChatRequest(call: SlotCall): ChatRequest {
  const fields = fieldsOf(readJSON(call.texts[0] ?? ''))
  const { model, messages, stream_id: streamId } = fields
  return {
    model: typeof model === 'string' ? model : '',
    prompts: Array.isArray(messages) ? messages.flatMap(textsOf) : [],
    streamId,
  }
}

/** Why the app cannot decode a request: it wants a text `model`, which may be empty, and an array `messages`. */
export function chatRequestFault(text: string): string | undefined {
  const json = readJSON(text)
  if (json.kind !== 'object') return `the request is ${describeJSON(json)}, not a JSON object`
  const { model, messages } = json.fields
  if (typeof model !== 'string') return `"model" ${describeLack(model)}, not a string`
  if (!Array.isArray(messages)) return `"messages" ${describeLack(messages)}, not an array`
  return undefined
}

function describeLack(value: unknown): string {
  return value === undefined ? 'is missing' : `is ${describeValue(value)}`
}

function fieldsOf(json: JSONText): Readonly<Record<string, unknown>> {
  return json.kind === 'object' ? json.fields : {}
}

function textsOf(message: unknown): string[] {
  const content = typeof message === 'object' && message !== null && 'content' in message ? message.content : undefined
  if (typeof content === 'string') return [content]
  return content === undefined || content === null ? [] : [JSON.stringify(content)]
}
