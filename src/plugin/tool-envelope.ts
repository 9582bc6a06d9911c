import { trimText } from '../abi/trim.js'
import type { FailureKind, ToolFailure, ToolResult, ToolSuccess } from './contract.js'
import { detectEnvelope } from './envelope-detection.js'
import { isObject, type JsonObject } from './json.js'

/** Whether the app lets the model try again after a failure of that kind, unless the plugin says otherwise. */
const retryableByDefault: Readonly<Record<FailureKind, boolean>> = {
  invalid_args: true,
  timeout: true,
  execution_error: true,
  unavailable: true,
  rejected: false,
  user_denied: false,
  tool_not_found: false,
}

type Outcome = ToolSuccess | ToolFailure

/**
 * Reads what a tool answered, the way the app does.
 *
 * Plain text and JSON without `"ok"` are successes that are passed on as they are (`enveloped: false`).
 *
 * @example
 * parseToolResult('{"ok":false,"kind":"timeout","message":"too slow"}')
 * // { ok: false, kind: 'timeout', message: 'too slow', retryable: true, raw: '...' }
 */
export function parseToolResult(raw: string): ToolResult {
  const text = trimText(raw)
  const json = parseJSON(text)
  const envelope = isObject(json) ? json : undefined
  const outcome = readPrefix(text) ?? (envelope ? readEnvelope(envelope) : readBroken(text)) ?? passOn(raw, json)
  return { ...outcome, ...(typeof envelope?.tool === 'string' && { tool: envelope.tool }), raw }
}

function readPrefix(text: string): ToolFailure | undefined {
  const prefix = /^\[(REJECTED|TIMEOUT)\]\s*/.exec(text)
  if (prefix === null) return undefined
  const kind: FailureKind = prefix[1] === 'TIMEOUT' ? 'timeout' : 'rejected'
  return { ok: false, kind, message: text.slice(prefix[0].length), retryable: retryableByDefault[kind] }
}

function readEnvelope(envelope: JsonObject): Outcome | undefined {
  if (envelope.ok === true) return readSuccess(envelope)
  if (envelope.ok === false) return readFailure(envelope)
  if ('error' in envelope && 'retryable' in envelope) return readOldFailure(envelope)
  return undefined
}

function readSuccess({ result = null, warnings }: JsonObject): ToolSuccess {
  const texts = Array.isArray(warnings) ? warnings.filter((warning) => typeof warning === 'string') : []
  return { ok: true, result, ...(texts.length > 0 && { warnings: texts }), enveloped: true }
}

function readFailure({ kind, message, retryable, field, expected }: JsonObject): ToolFailure {
  const kindOrDefault = typeof kind === 'string' ? kind : 'execution_error'
  return {
    ok: false,
    kind: kindOrDefault,
    message: typeof message === 'string' ? message : '',
    retryable: typeof retryable === 'boolean' ? retryable : isRetryable(kindOrDefault),
    ...(typeof field === 'string' && { field }),
    ...(typeof expected === 'string' && { expected }),
  }
}

/** The shape before the envelope: `{"error": text or code, "message"?: text, "retryable": bool}`. */
function readOldFailure({ error, message, retryable, ...rest }: JsonObject): ToolFailure {
  const text = typeof error === 'string' ? error : JSON.stringify(error)
  const isCode = typeof message === 'string' || isFailureKind(text)
  return readFailure({ ...rest, kind: isCode ? text : 'execution_error', message: message ?? text, retryable })
}

/** Text that looks like an envelope but is no JSON: the app looks at substrings, so it is a failure or success all the same. */
function readBroken(text: string): Outcome | undefined {
  if (detectEnvelope(text) !== 'failure') return undefined
  return { ok: false, kind: 'execution_error', message: text, retryable: retryableByDefault.execution_error }
}

function passOn(raw: string, json: unknown): ToolSuccess {
  return { ok: true, result: json ?? raw, enveloped: false }
}

function parseJSON(text: string): unknown {
  if (!text.startsWith('{') && !text.startsWith('[')) return undefined
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

function isFailureKind(kind: string): kind is FailureKind {
  return Object.hasOwn(retryableByDefault, kind)
}

function isRetryable(kind: string): boolean {
  return isFailureKind(kind) && retryableByDefault[kind]
}
