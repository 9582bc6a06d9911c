import * as v from 'valibot'

const texts = v.optional(v.union([v.string(), v.array(v.string())], 'text, or an array of texts'))
const tokens = v.optional(v.pipe(v.number(), v.integer(), v.minValue(0, 'a whole number, 0 or more')))
const amount = v.optional(v.pipe(v.number(), v.finite(), v.minValue(0, 'a number, 0 or more')))
const name = v.pipe(v.string(), v.minLength(1, 'text that is not empty'))

const json = v.custom<unknown>(isJSON, 'text, or a value that has a JSON text')

const toolCall = v.strictObject({
  name,
  arguments: v.optional(json),
  result: v.optional(json),
  id: v.optional(name),
})

const roundEntries = { reasoning: texts, content: texts, toolCalls: v.optional(v.array(toolCall)) }

const round = v.strictObject(roundEntries)

const usage = v.strictObject({
  promptTokens: tokens,
  completionTokens: tokens,
  tokensPerSecond: amount,
  unclosedReasoning: v.optional(v.boolean()),
})

const error = v.strictObject({ code: name, message: v.optional(v.string()) })

const artifact = v.custom<object>(
  (value) => typeof value === 'object' && value !== null && isJSON(value),
  'an object that has a JSON text',
)

/** The shape of an `InferenceScript`. */
export const scriptSchema = v.strictObject({
  ...roundEntries,
  rounds: v.optional(v.array(round)),
  usage: v.optional(usage),
  finishReason: v.optional(name),
  question: v.optional(name),
  error: v.optional(error),
  artifacts: v.optional(v.array(artifact)),
  wait: amount,
})

const schemasByName: Readonly<Record<string, v.StrictObjectSchema<v.ObjectEntries, undefined>>> = {
  rounds: round,
  toolCalls: toolCall,
  usage,
  error,
}

/** Names of the fields of an object that stands under `name` in a script; `''` is the script itself. */
export function fieldsUnder(name: string): readonly string[] {
  return Object.keys((schemasByName[name] ?? scriptSchema).entries)
}

function isJSON(value: unknown): boolean {
  try {
    return JSON.stringify(value) !== undefined
  } catch {
    return false
  }
}
