import { hasFreeString } from '../abi/slots.js'
import type { ResponderFailure } from './answering/failure.js'
import type { BadFree, HandedString, ReadableHost, Violation, ViolationRule } from './contract.js'
import type { RuleLimits } from './rules/call-rule.js'
import { PluginLifetime } from './rules/lifetime-rules.js'
import { type Evidence, Review } from './rules/review.js'
import type { HostStrings } from './strings.js'
import { type Finding, ViolationLog, type ViolationLogOptions } from './violations.js'

export interface FindingsOptions extends ViolationLogOptions {
  readonly abiVersion: number
  readonly limits: RuleLimits
}

/**
 * What a host finds out about its plugins. The unexpected of it is what no assertion has dealt with and no option
 * allows: what a test may fail for.
 */
export class Findings {
  readonly #host: ReadableHost
  readonly #strings: () => HostStrings
  readonly #options: FindingsOptions
  readonly #log: ViolationLog
  readonly #review: Review
  readonly #lifetime = new PluginLifetime()
  /** Without its violation nothing can be expected of it any more. */
  #thrown: { readonly violation: Violation | undefined; readonly error: unknown }[] = []
  /** How many drops and bad frees assertions have dealt with. */
  #acknowledged = { drops: 0, badFrees: 0 }

  constructor(host: ReadableHost, strings: () => HostStrings, options: FindingsOptions) {
    this.#host = host
    this.#strings = strings
    this.#options = options
    this.#log = new ViolationLog(options)
    this.#review = new Review(this.#log, this.#lifetime, options.limits)
  }

  /** Whether nobody has added anything; what a review would show is not in it. */
  get isEmpty(): boolean {
    return this.#thrown.length === 0
  }

  /** Every violation that the evidence shows; only what is new of it is looked at. */
  review(evidence: Evidence): readonly Violation[] {
    this.#review.bringUpToDate(evidence)
    return this.#log.entries
  }

  add(rule: ViolationRule, finding: Finding): void {
    this.#log.add(rule, finding)
  }

  /** @param seq of the call, unless the journal was full */
  addFailure(failure: ResponderFailure, seq: number | undefined): void {
    const { rule, message, slot } = failure
    const violation = this.#log.add(rule, { message, slot, ...(seq !== undefined && { seq }) })
    if ('error' in failure) this.#thrown.push({ violation, error: failure.error })
  }

  /** A plugin is about to be entered, after so many calls of the host. */
  pluginEntered(calls: number): void {
    this.#lifetime.enter(calls)
  }

  /** The `destroy` of a plugin has returned, or it could not be entered. */
  pluginLeft(calls: number): void {
    this.#lifetime.leave(calls)
  }

  /** Says that an assertion has dealt with what is there by now. */
  acknowledge(what: 'drops' | 'strings' | 'violations', rule?: ViolationRule): void {
    const host = this.#host
    switch (what) {
      case 'drops':
        this.#acknowledged.drops = host.drops.length
        return
      case 'strings':
        this.#strings().acknowledge()
        return
      case 'violations':
        this.#acknowledgeViolations(rule)
    }
  }

  #acknowledgeViolations(asked: ViolationRule | undefined): void {
    const { violations, strings } = this.#host
    const isMeant = ({ rule }: Violation) => asked === undefined || rule === asked
    this.#log.acknowledge(violations.filter(isMeant))
    // A bad free has a ledger besides, and `failOn` an entry of its own.
    if (violations.some((violation) => isMeant(violation) && violation.rule === 'BAD_FREE')) {
      this.#acknowledged.badFrees = strings.badFrees.length
    }
  }

  /** How many drops assertions have dealt with. */
  get acknowledgedDrops(): number {
    return this.#acknowledged.drops
  }

  get unexpectedViolations(): readonly Violation[] {
    return this.#host.violations.filter((violation) => !this.#log.isExpected(violation))
  }

  get unexpectedBadFrees(): readonly BadFree[] {
    if (this.#options.allowViolations?.BAD_FREE !== undefined) return []
    return this.#host.strings.badFrees.slice(this.#acknowledged.badFrees)
  }

  /** Strings that have not come back through `free_string`; none where the table has no such slot. */
  get unexpectedStrings(): readonly HandedString[] {
    if (!hasFreeString(this.#options.abiVersion)) return []
    return this.#strings().unacknowledged
  }

  /** Errors that responders of the test threw, in order. */
  get unexpectedErrors(): readonly unknown[] {
    const unexpected = this.#thrown.filter(
      ({ violation }) => violation === undefined || !this.#log.isExpected(violation),
    )
    return unexpected.map(({ error }) => error)
  }

  /** The same, once: they are told now. */
  takeUnexpectedErrors(): readonly unknown[] {
    const taken = this.unexpectedErrors
    this.#thrown = []
    return taken
  }

  /** Forgets what was found, but for errors that responders threw: an assertion may be among them. */
  clear(): void {
    this.#thrown = this.unexpectedErrors.map((error) => ({ violation: undefined, error }))
    this.#log.clear()
    this.#review.clear()
    this.#acknowledged = { drops: 0, badFrees: 0 }
  }
}
