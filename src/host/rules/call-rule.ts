import type { SlotName } from '../../abi/slots.js'
import type { RecordedCall, ViolationRule } from '../contract.js'
import type { Limits } from '../simulation/limits.js'
import type { JSONText } from './json-object.js'

/** Limits of the host that rules are about. */
export type RuleLimits = Pick<Limits, 'configValueBytes'>

/** A rule that looks at one call at a time. */
export interface CallRule {
  readonly rule: ViolationRule
  /** The slots whose calls it looks at. */
  readonly slots: readonly SlotName[]
  /** Whether the rule is that an argument holds JSON of a certain form. */
  readonly isAboutJSON?: boolean
  /**
   * What is wrong with the call; `undefined` when it keeps the rule.
   *
   * @param read reads the argument that should be JSON, once for all rules
   * @param limits of the host
   */
  readonly judge: (call: RecordedCall, read: () => JSONText, limits: RuleLimits) => string | undefined
}
