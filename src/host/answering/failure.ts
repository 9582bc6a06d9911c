import type { SlotName } from '../../abi/slots.js'
import type { ViolationRule } from '../contract.js'

/** An answer that did not come about, and why. */
export interface ResponderFailure {
  readonly rule: ViolationRule
  readonly message: string
  readonly slot: SlotName
  /** Of the call in the journal. */
  readonly key: number
  /** What the responder threw; the test fails for it. */
  readonly error?: unknown
}

/** Stands for an answer where what makes it has thrown. */
export class Failed {
  readonly error: unknown
  readonly rule: ViolationRule

  constructor(error: unknown, rule: ViolationRule = 'RESPONDER_FAILED') {
    this.error = error
    this.rule = rule
  }
}

/** The result, or what was thrown instead. */
export function attempt<R>(body: () => R): R | Failed {
  try {
    return body()
  } catch (error) {
    return new Failed(error)
  }
}
