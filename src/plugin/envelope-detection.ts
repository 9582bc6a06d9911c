import { trimText } from '../abi/trim.js'
import { listWords } from '../report/print-value.js'
import { parseObject } from './json.js'

/** What the answer of a tool is taken for: `'plain'` is neither envelope, and passed on as it is. */
export type EnvelopeReading = 'failure' | 'success' | 'plain'

/** The app takes an answer for something else than it says as JSON. */
export interface EnvelopeMismatch {
  /** What the app takes it for. */
  readonly detected: EnvelopeReading
  /** What it is, read as JSON. */
  readonly written: EnvelopeReading
  /** One sentence: what differs, and how to fix it. */
  readonly message: string
}

/**
 * What the app takes the answer of a tool for. It does not parse it, it looks for texts in it (fact sheet,
 * section 13).
 *
 * @example
 * detectEnvelope('{"ok":false,"kind":"timeout"}') // 'failure'
 * detectEnvelope('{"ok" : false}') // 'plain'
 */
export function detectEnvelope(raw: string): EnvelopeReading {
  return detect(trimText(raw)).reading
}

/**
 * How the app mistakes an answer, or `undefined` when it takes it for what is written.
 *
 * @example
 * findEnvelopeMismatch('{"ok" : false, "kind": "timeout"}')
 * // { detected: 'plain', written: 'failure', message: 'The answer is a failure, and the app takes it for ...' }
 */
export function findEnvelopeMismatch(raw: string): EnvelopeMismatch | undefined {
  const text = trimText(raw)
  const { reading: detected, marks } = detect(text)
  const written = read(text)
  if (detected === written) return undefined
  const why = marks.length > 0 ? `it contains ${listWords(marks)}` : 'it contains neither "ok":true nor "ok":false'
  const message = `The answer is ${names[written]}, and the app takes it for ${names[detected]}, since ${why}; ${cure(text, detected)}.`
  return { detected, written, message }
}

const names: Readonly<Record<EnvelopeReading, string>> = {
  failure: 'a failure',
  success: 'a success',
  plain: 'no envelope',
}

function cure(text: string, detected: EnvelopeReading): string {
  if (detected === 'plain') return 'write that with no space before the colon and at most one behind it'
  if (parseObject(text) === undefined) return 'answer with whole JSON, or with text that does not begin with a brace'
  return 'rename that key where it stands inside the result, or send the result as text'
}

interface Detection {
  readonly reading: EnvelopeReading
  /** The texts that decided. */
  readonly marks: readonly string[]
}

const signs: readonly Detection[] = [
  { reading: 'failure', marks: ['"ok":false'] },
  { reading: 'failure', marks: ['"ok": false'] },
  { reading: 'failure', marks: ['"error":', '"retryable":'] },
  { reading: 'success', marks: ['"ok":true'] },
  { reading: 'success', marks: ['"ok": true'] },
]

const noEnvelope: Detection = { reading: 'plain', marks: [] }

/** The order matters: what looks like both is a failure. */
function detect(text: string): Detection {
  const prefix = failurePrefixes.find((one) => text.startsWith(one))
  if (prefix !== undefined) return { reading: 'failure', marks: [prefix] }
  if (!text.startsWith('{')) return noEnvelope
  return signs.find(({ marks }) => marks.every((mark) => text.includes(mark))) ?? noEnvelope
}

/** What the members of the envelope itself say. */
function read(text: string): EnvelopeReading {
  if (failurePrefixes.some((prefix) => text.startsWith(prefix))) return 'failure'
  const envelope = parseObject(text)
  if (envelope === undefined) return 'plain'
  if (typeof envelope.ok === 'boolean') return envelope.ok ? 'success' : 'failure'
  return 'error' in envelope && 'retryable' in envelope ? 'failure' : 'plain'
}

const failurePrefixes = ['[REJECTED]', '[TIMEOUT]']
