import { sortedJSON } from '../../abi/sorted-json.js'
import { describeJSON, describeValue, readJSON } from '../rules/json-object.js'
import { embeddingDimensions, embedText } from './embedding.js'
import { embeddingModel } from './models.js'
import { estimateAllTokens } from './tokens.js'

/** What a plugin wants to have embedded. */
export interface EmbedRequest {
  readonly inputs: readonly string[]
  /** Named in the answer, and of no other effect. */
  readonly model: string
}

/** The request of `embed`, or why the app cannot read it (fact sheet, section 7.4). */
export function readEmbedRequest(text: string): EmbedRequest | string {
  const json = readJSON(text)
  if (json.kind !== 'object') return `the request is ${describeJSON(json)}, not a JSON object`
  const { input, model } = json.fields
  const inputs = typeof input === 'string' ? [input] : input
  if (inputs === undefined) return '"input" is missing'
  if (!isTexts(inputs)) return `"input" is ${describeValue(input)}, not a string or an array of strings`
  return { inputs, model: typeof model === 'string' ? model : embeddingModel }
}

/** The text that `embed` answers. */
export function embeddingsText({ inputs, model }: EmbedRequest): string {
  const tokens = estimateAllTokens(inputs)
  return sortedJSON({
    data: inputs.map((input, index) => ({ index, embedding: embedText(input), dimensions: embeddingDimensions })),
    model,
    usage: { prompt_tokens: tokens, total_tokens: tokens },
  })
}

function isTexts(value: unknown): value is readonly string[] {
  return Array.isArray(value) && value.every((item) => typeof item === 'string')
}
