import { sortedJSON } from '../../abi/sorted-json.js'
import type { ScriptedUsage } from './contract.js'
import { deedsOf, execute, fieldsOfSuccess } from './deeds.js'
import { failure } from './failures.js'
import { freshAnswerId } from './fresh-ids.js'
import type { Plan } from './plan.js'
import { estimateAllTokens, estimateTokens } from './tokens.js'

/** The call that an answer belongs to. */
export interface CompletionCall {
  readonly model: string
  readonly prompts: readonly string[]
  /** Milliseconds since 1970. */
  readonly now: number
}

/** The text that `complete` answers (fact sheet, section 7.2). */
export function completionText({ rounds, ending, usage, artifacts }: Plan, call: CompletionCall): string {
  const deeds = deedsOf(rounds.flatMap(({ toolCalls }) => toolCalls).map(execute), artifacts)
  if (ending.kind === 'clarify') return failure('clarify_requested', ending.question, deeds)
  if (ending.kind === 'failed') return failure(ending.code, ending.message, deeds)
  const content = rounds.at(-1)?.content.join('') ?? ''
  return sortedJSON({
    choices: [{ index: 0, message: { role: 'assistant', content }, finish_reason: ending.reason }],
    created: Math.floor(call.now / 1000),
    id: freshAnswerId(),
    model: call.model,
    object: 'chat.completion',
    usage: usageOf(usage, call.prompts, content),
    ...fieldsOfSuccess(deeds),
  })
}

function usageOf(given: ScriptedUsage = {}, prompts: readonly string[], content: string): object {
  const { promptTokens = estimateAllTokens(prompts), completionTokens = estimateTokens(content) } = given
  return {
    prompt_tokens: promptTokens,
    completion_tokens: completionTokens,
    total_tokens: promptTokens + completionTokens,
  }
}
