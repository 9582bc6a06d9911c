import type { SlotName } from '../abi/slots.js'
import type { Violation, ViolationRule } from './contract.js'
import type { Profile } from './profile.js'
import { ruleCatalogue } from './rules/catalogue.js'

/** What somebody found out about a rule that was broken. */
export interface Finding {
  readonly message: string
  readonly seq?: number
  readonly slot?: SlotName
}

/** Rules that may be broken, each with the reason why. */
export type AllowedViolations = { readonly [Rule in ViolationRule]?: string }

export interface ViolationLogOptions {
  readonly profile: Profile
  readonly allowViolations?: AllowedViolations | undefined
}

/** The violations of one host. What the profile does not look for is not taken in. */
export class ViolationLog {
  readonly #options: ViolationLogOptions
  /** In the order of their calls, those without one last. */
  #entries: Violation[] = []
  #unsorted: Violation[] = []
  readonly #dealtWith = new Set<Violation>()

  constructor(options: ViolationLogOptions) {
    this.#options = options
  }

  get entries(): readonly Violation[] {
    const fresh = this.#unsorted.sort(byPlace)
    const [first] = fresh
    const last = this.#entries.at(-1)
    // Calls come in order, so most violations do.
    const isOutOfOrder = first !== undefined && last !== undefined && byPlace(first, last) < 0
    for (const violation of fresh) this.#entries.push(violation)
    if (isOutOfOrder) this.#entries.sort(byPlace)
    this.#unsorted = []
    return this.#entries
  }

  add(rule: ViolationRule, finding: Finding): Violation | undefined {
    const { profile, allowViolations = {} } = this.#options
    const { profiles, fix, section } = ruleCatalogue[rule]
    if (!profiles.includes(profile)) return undefined
    const allowed = allowViolations[rule]
    const violation: Violation = {
      rule,
      message: finding.message,
      fix,
      ...(section !== undefined && { section }),
      ...(finding.seq !== undefined && { seq: finding.seq }),
      ...(finding.slot !== undefined && { slot: finding.slot }),
      ...(allowed !== undefined && { allowed }),
    }
    this.#unsorted.push(violation)
    return violation
  }

  /** Adds a violation in the place of an earlier one that said less; what has dealt with that deals with this one. */
  put(rule: ViolationRule, finding: Finding, earlier: Violation | undefined): Violation | undefined {
    const violation = this.add(rule, finding)
    if (earlier === undefined || violation === undefined) return violation
    this.#entries = this.entries.filter((entry) => entry !== earlier)
    if (this.#dealtWith.delete(earlier)) this.#dealtWith.add(violation)
    return violation
  }

  /** Says that an assertion has dealt with these. */
  acknowledge(violations: readonly Violation[]): void {
    for (const violation of violations) this.#dealtWith.add(violation)
  }

  /** Whether a test must not fail for it. */
  isExpected(violation: Violation): boolean {
    return violation.allowed !== undefined || this.#dealtWith.has(violation)
  }

  clear(): void {
    this.#entries = []
    this.#unsorted = []
    this.#dealtWith.clear()
  }
}

function byPlace(one: Violation, other: Violation): number {
  return placeOf(one) - placeOf(other)
}

function placeOf({ seq = Number.MAX_SAFE_INTEGER }: Violation): number {
  return seq
}
