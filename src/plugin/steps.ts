import type { CallOutcome } from '../native/event.js'
import type { FrameCall, Frames } from './frames.js'

/** Work that makes callbacks of a plugin on its way, and so may be done with or without waiting. */
export type Steps<Result> = Generator<{ readonly frames: Frames; readonly call: FrameCall }, Result, CallOutcome>

/** Does the work while the event loop stays free. */
export async function doSteps<Result>(steps: Steps<Result>): Promise<Result> {
  for (let step = steps.next(); ; ) {
    if (step.done === true) return step.value
    const { frames, call } = step.value
    try {
      step = steps.next(await frames.call(call))
    } catch (error) {
      step = steps.throw(error)
    }
  }
}

/** Does the work while this thread waits. */
export function doStepsSync<Result>(steps: Steps<Result>): Result {
  for (let step = steps.next(); ; ) {
    if (step.done === true) return step.value
    const { frames, call } = step.value
    try {
      step = steps.next(frames.callSync(call))
    } catch (error) {
      step = steps.throw(error)
    }
  }
}

/** One callback that has no agent in the app. */
export function* makeCall(frames: Frames, call: FrameCall): Steps<CallOutcome> {
  return yield { frames, call: { ...call, hasNoAgent: true } }
}
