import { MockHostError } from '../../errors/mockhost-error.js'
import type { HostClock } from '../simulation/clock.js'
import type { Stream, StreamStep } from '../simulation/contract.js'
import type { AskedCall } from './asked-call.js'
import { attempt, Failed } from './failure.js'

export interface StreamRunOptions {
  readonly asked: AskedCall
  readonly clock: HostClock
  /** Runs the steps in the async context of the host. */
  readonly runInContext: <R>(body: () => R) => R
}

export function isStream(answer: unknown): answer is Stream {
  return typeof answer === 'object' && answer !== null && typeof Reflect.get(answer, 'next') === 'function'
}

/**
 * Takes a stream step by step: each waits for `on_chunk` to return, or for the clock. Steps go on by callbacks, not by
 * promises, so that chunks come through while a synchronous call waits.
 */
export function runStream(stream: Stream, options: StreamRunOptions): void {
  const { asked } = options
  for (;;) {
    const next = nextStep(stream, options)
    if (next instanceof Failed) asked.fail(next.error)
    else if (next.done === true) asked.settleWith(next.value, false)
    else if (isPassedOver(next.value, asked)) continue
    else takeStep(next.value, stream, options)
    return
  }
}

function isPassedOver(step: StreamStep, { call }: AskedCall): boolean {
  return 'chunk' in step && !call.hasChunkCallback
}

function takeStep(step: StreamStep, stream: Stream, options: StreamRunOptions): void {
  const { asked, clock } = options
  const goOn = () => runStream(stream, options)
  if ('chunk' in step) {
    // A crash of on_chunk is told to the host; the stream has nobody left to go to.
    const goOnOrEnd = (hasReturned: boolean) =>
      hasReturned ? goOn() : stop(stream, () => asked.settleWith(null, false))
    if (!asked.sendChunk(step.chunk, goOnOrEnd)) stop(stream, () => asked.fail(undeliverable()))
  } else if (asked.mayWait) clock.startTimer(goOn, step.wait)
  else stop(stream, () => asked.refuseToWait('pauses between chunks'))
}

function nextStep(
  stream: Stream,
  { runInContext }: StreamRunOptions,
): IteratorResult<StreamStep, string | null> | Failed {
  return attempt(() => runInContext(() => stream.next()))
}

/** Lets the stream clean up behind itself. */
function stop(stream: Stream, settle: () => void): void {
  attempt(() => stream.return?.(null))
  settle()
}

function undeliverable(): MockHostError {
  return new MockHostError({
    code: 'NO_MEMORY',
    message: 'The native core could not make a thread for a chunk of complete_stream.',
    fix: 'close hosts that are not needed, or raise the limits of the process (ulimit -u, ulimit -v)',
  })
}
