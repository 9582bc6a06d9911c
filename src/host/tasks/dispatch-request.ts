import { sortedJSON } from '../../abi/sorted-json.js'
import { trimText } from '../../abi/trim.js'
import { parseUUID } from '../../abi/uuid.js'
import { describeJSON, describeValue, readJSON } from '../rules/json-object.js'

/** What a request of `dispatch` asks for. */
export interface DispatchRequest {
  /** In upper case; `undefined` when the request has none, or something else there. */
  readonly id: string | undefined
  readonly title: string
  readonly prompt: string
  /** Names a conversation of the plugin with an agent. */
  readonly sessionKey: string | undefined
  readonly folderBookmark: Uint8Array | null
  /** As it is: see `chooseTools`. */
  readonly tools: unknown
  readonly fields: Readonly<Record<string, unknown>>
}

/** Reads a request as the app does; a text is the error it answers (fact sheet, section 8.1). */
export function readDispatch(text: string): DispatchRequest | string {
  const json = readJSON(text)
  if (json.kind !== 'object') return refuse(`The request is ${describeJSON(json)}, not a JSON object.`)
  const { prompt, id, title, session_id: session, folder_bookmark: bookmark, tools } = json.fields
  if (typeof prompt !== 'string') return refuse(describeLack(prompt))
  if (trimText(prompt) === '') return refuse('Prompt is empty.')
  return {
    id: typeof id === 'string' ? parseUUID(id) : undefined,
    title: typeof title === 'string' ? title : 'Chat',
    prompt,
    sessionKey: typeof session === 'string' && trimText(session) !== '' ? session : undefined,
    folderBookmark: typeof bookmark === 'string' ? decodeBase64(bookmark) : null,
    tools,
    fields: json.fields,
  }
}

function describeLack(prompt: unknown): string {
  return prompt === undefined ? 'The request has no "prompt".' : `"prompt" is ${describeValue(prompt)}, not a string.`
}

function refuse(message: string): string {
  return sortedJSON({ error: 'invalid_request', message })
}

const base64 = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/

/** `Buffer` would decode what it can; the app takes all or nothing. */
function decodeBase64(text: string): Uint8Array | null {
  return base64.test(text) ? new Uint8Array(Buffer.from(text, 'base64')) : null
}
