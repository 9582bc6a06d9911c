import type { MockHostError } from '../../errors/mockhost-error.js'
import { listWords } from '../../report/print-value.js'
import { invalidScript } from './check-script.js'
import type { CutCode, InferenceRound, InferenceScript } from './contract.js'

/** How an answer of a model ends. */
export type Ending =
  | { readonly kind: 'finished'; readonly reason: string }
  | { readonly kind: 'clarify'; readonly question: string }
  | { readonly kind: 'failed'; readonly code: string; readonly message: string }

/** The errors that a stream tells of in a last chunk, and its `finish_reason` (fact sheet, section 7.3). */
const terminators: readonly (readonly [code: CutCode, terminator: string])[] = [
  ['cancelled', 'cancelled'],
  ['max_iterations_reached', 'max_iterations'],
  ['context_overflow', 'context_overflow'],
  ['empty_tool_task_completion', 'empty_response'],
  ['output_token_limit', 'length'],
]

/** Our words for errors to which the script gives none. */
const messages = new Map([
  ['cancelled', 'the plugin cancelled the stream'],
  ['max_iterations_reached', 'the model still called tools in its last round'],
  ['context_overflow', 'the messages do not fit into the context of the model'],
  ['empty_tool_task_completion', 'the model kept answering nothing'],
  ['output_token_limit', 'the model used up its tokens'],
  ['inference_error', 'the engine failed'],
])

/** How a script ends, or the error for one that cannot end so. */
export function endingOf(script: InferenceScript, last: InferenceRound | undefined): Ending {
  const { error, question, finishReason } = script
  const reason = question !== undefined && finishReason === 'clarify' ? undefined : finishReason
  const endings = Object.entries({ error, question, finishReason: reason }).filter(([, given]) => given !== undefined)
  if (endings.length > 1) throw severalEndings(endings.map(([name]) => name))
  if (error?.code === 'clarify_requested') throw clarifyWithoutQuestion('error.code', error.code)
  if (error !== undefined) return failedWith(error.code, error.message)
  if (question !== undefined) return { kind: 'clarify', question }
  checkReason(finishReason)
  if (last?.content === undefined || (last.toolCalls ?? []).length > 0) throw noLastWord(last)
  return { kind: 'finished', reason: finishReason ?? 'stop' }
}

/** The end of an answer by an error; left out, the message is ours. */
export function failedWith(code: string, message?: string): Ending {
  return { kind: 'failed', code, message: message ?? messages.get(code) ?? code }
}

/** The `finish_reason` of the last chunk; `undefined` where the engine threw, and no chunk tells of it. */
export function terminatorOf(ending: Ending): string | undefined {
  switch (ending.kind) {
    case 'finished':
      return ending.reason
    case 'clarify':
      return 'clarify'
    case 'failed':
      return terminators.find(([code]) => code === ending.code)?.[1]
  }
}

function checkReason(reason: string | undefined): void {
  if (reason === 'clarify') throw clarifyWithoutQuestion('finishReason', reason)
  const code = terminators.find(([, terminator]) => terminator === reason && reason !== 'length')?.[0]
  if (code === undefined && reason !== 'tool_calls') return
  throw invalidScript({
    message: `An answer does not finish with the reason "${reason}".`,
    details: [['expected', '"stop", or another reason of an engine to stop: "length"']],
    fix: code === undefined ? 'write the tools as toolCalls' : `write it as an error: { error: { code: '${code}' } }`,
  })
}

function noLastWord(last: InferenceRound | undefined): MockHostError {
  const hasTools = (last?.toolCalls ?? []).length > 0
  return invalidScript({
    message: hasTools
      ? 'A scripted answer ends in tools, but the app asks the model again when they have answered.'
      : 'A scripted answer has no content in its last round.',
    details: [['expected', 'content without toolCalls in the last round, or a question, or an error']],
    fix: hasTools
      ? "add what the model says then: rounds: [{ content: 'It is sunny.' }]"
      : "give what the model says: content: 'It is sunny.', or '' for nothing",
  })
}

function severalEndings(fields: readonly string[]): MockHostError {
  return invalidScript({
    message: `A scripted answer has ${listWords(fields)}, but it ends in one way only.`,
    fix: 'leave one of them',
  })
}

function clarifyWithoutQuestion(field: string, value: string): MockHostError {
  return invalidScript({
    message: `A scripted answer has ${field} "${value}", but no question.`,
    fix: "give the question instead: { question: 'Which city?' }",
  })
}
