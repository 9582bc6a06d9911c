import { sortedJSON } from '../../abi/sorted-json.js'
import type { ScriptedUsage } from './contract.js'
import { type Deeds, deedsOf, type ExecutedTool, fieldsOfError, fieldsOfSuccess } from './deeds.js'
import type { Ending } from './ending.js'
import { failure } from './failures.js'
import { estimateTokens } from './tokens.js'

/** What a stream had come to when it ended. */
export interface PlayedStream {
  readonly id: string
  readonly model: string
  readonly streamId: string
  readonly content: string
  readonly tools: readonly ExecutedTool[]
  readonly usage: object | undefined
  readonly artifacts: readonly object[]
}

/** The text that `complete_stream` answers (fact sheet, section 7.3). */
export function resultText(ending: Ending, played: PlayedStream): string {
  const deeds = deedsOf(played.tools, played.artifacts)
  switch (ending.kind) {
    case 'finished':
      return finished(ending.reason, played.content, played, deeds)
    case 'clarify':
      return finished('clarify', ending.question, played, deeds)
    case 'failed':
      return failed(ending.code, ending.message, played, deeds)
  }
}

/** As the engine counts, in a chunk and in the answer. */
export function usageMap(given: ScriptedUsage, content: string): object {
  const { completionTokens = estimateTokens(content), tokensPerSecond = 0, unclosedReasoning = false } = given
  return {
    completion_tokens: completionTokens,
    tokens_per_second: tokensPerSecond,
    unclosed_reasoning: unclosedReasoning,
  }
}

function finished(reason: string, content: string, { id, model, usage }: PlayedStream, deeds: Deeds): string {
  return sortedJSON({
    id,
    model,
    choices: [{ index: 0, message: { role: 'assistant', content }, finish_reason: reason }],
    ...(usage !== undefined && { usage }),
    ...fieldsOfSuccess(deeds),
  })
}

function failed(code: string, message: string, played: PlayedStream, deeds: Deeds): string {
  if (code !== 'cancelled' && code !== 'max_iterations_reached') return failure(code, message, deeds)
  const { id, model, content, streamId, usage = {} } = played
  return sortedJSON({
    error: code,
    message,
    id,
    model,
    partial_content: content,
    ...fieldsOfError(deeds),
    ...(code === 'cancelled' && { stream_id: streamId, usage }),
  })
}
