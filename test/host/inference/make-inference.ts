import type { SlotName } from '../../../src/abi/slots.js'
import { Inference } from '../../../src/host/inference/inference.js'
import type { Profile } from '../../../src/host/profile.js'
import { createClock } from '../../../src/host/simulation/clock.js'
import type { SimulatedHost, SlotAnswer, SlotCall, Stream, StreamStep } from '../../../src/host/simulation/contract.js'
import { type Limits, limitsOf } from '../../../src/host/simulation/limits.js'

/** Simulators of inference on a host that is not installed anywhere. */
export function makeInference(
  profile: Profile = 'full',
  limits: Partial<Limits> = {},
): Inference & { host: SimulatedHost } {
  const host: SimulatedHost = {
    name: 'host 1',
    isStrict: profile === 'production',
    limits: limitsOf(profile, limits),
    clock: createClock(),
    flag: (rule) => {
      throw new Error(`nothing here breaks ${rule}`)
    },
  }
  return Object.assign(new Inference(host), { host })
}

/** A request that the app takes. */
export const chat = '{"model":"local","messages":[{"role":"user","content":"Weather in Oslo?"}]}'

export function call(slot: SlotName, request: string | null, rest: Partial<SlotCall> = {}): SlotCall {
  return {
    slot,
    texts: [request],
    pluginId: 'com.acme.bot',
    level: 0,
    agentId: null,
    hasChunkCallback: true,
    key: 1,
    ...rest,
  }
}

/** Plays a stream to its end. `onChunk` is called as the plugin's callback would be. */
export function play(
  stream: SlotAnswer,
  onChunk: (chunk: string) => void = () => {},
): { steps: StreamStep[]; answer: string } {
  const steps: StreamStep[] = []
  const iterator = stream as Stream
  for (let step = iterator.next(); ; step = iterator.next()) {
    if (step.done === true) return { steps, answer: String(step.value) }
    steps.push(step.value)
    if ('chunk' in step.value) onChunk(step.value.chunk)
  }
}

/** Makes the answer of a script for one call. */
export function answerOf(
  { simulators }: Inference,
  slot: 'complete' | 'complete_stream',
  script: object,
  slotCall: SlotCall = call(slot, chat),
): SlotAnswer {
  const prepared = simulators[slot].prepare?.(script)
  return typeof prepared === 'function' ? prepared(slotCall) : (prepared ?? null)
}

/** Answers with ids that tests can compare: `ID` for that of the answer, `CALL` for those of tools. */
export function withoutIds(text: string): string {
  return text.replaceAll(/cmpl-[0-9A-F]{12}(?=")/g, 'ID').replaceAll(/call_[0-9A-F]{24}(?=")/g, 'CALL')
}
