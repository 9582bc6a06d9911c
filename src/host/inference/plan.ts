import { sortedJSON } from '../../abi/sorted-json.js'
import { checkScript } from './check-script.js'
import type { InferenceRound, InferenceScript, ScriptedToolCall, ScriptedUsage } from './contract.js'
import { type Ending, endingOf } from './ending.js'

/** A script with everything filled in that does not depend on the call. */
export interface Plan {
  readonly rounds: readonly Round[]
  readonly ending: Ending
  readonly usage: ScriptedUsage | undefined
  readonly artifacts: readonly object[]
  readonly wait: number
}

export interface Round {
  readonly reasoning: readonly string[]
  readonly content: readonly string[]
  readonly toolCalls: readonly PlannedToolCall[]
}

/** The call of a tool as it stands in a chunk, and what the tool answered. */
export interface PlannedToolCall {
  /** `undefined` for a fresh one in each answer. */
  readonly id: string | undefined
  readonly name: string
  readonly arguments: string
  readonly result: string
}

/** Reads what a test gave to `reply`, or throws what is wrong with it. */
export function planAnswer(answer: object): Plan {
  const script = checkScript(answer)
  const rounds = roundsOf(script)
  const { usage, artifacts = [], wait = 0 } = script
  return { rounds: rounds.map(planRound), ending: endingOf(script, rounds.at(-1)), usage, artifacts, wait }
}

function roundsOf(script: InferenceScript): readonly InferenceRound[] {
  const { reasoning, content, toolCalls, rounds = [] } = script
  const hasOwn = reasoning !== undefined || content !== undefined || toolCalls !== undefined
  return hasOwn ? [script, ...rounds] : rounds
}

function planRound({ reasoning = [], content = [], toolCalls = [] }: InferenceRound): Round {
  return { reasoning: [reasoning].flat(), content: [content].flat(), toolCalls: toolCalls.map(planToolCall) }
}

function planToolCall({ id, name, arguments: given = {}, result }: ScriptedToolCall): PlannedToolCall {
  return {
    id,
    name,
    arguments: toText(given),
    result: toText(result === undefined ? { ok: true, result: null } : result),
  }
}

function toText(value: unknown): string {
  return typeof value === 'string' ? value : sortedJSON(value)
}
