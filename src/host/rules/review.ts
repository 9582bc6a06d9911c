import type { BadFree, RecordedCall, StringLedger, Violation } from '../contract.js'
import type { CallSource } from '../recorders/call-source.js'
import type { ViolationLog } from '../violations.js'
import { describeBadFree, findCalls } from './bad-free.js'
import type { RuleLimits } from './call-rule.js'
import { judgeCall } from './judge-call.js'
import type { PluginLifetime } from './lifetime-rules.js'
import { MixUpSigns } from './slot-mix-up.js'

/** What a host knows, as far as rules are about it. */
export interface Evidence {
  /** Every call, for as long as the journal lives. */
  readonly calls: Pick<CallSource, 'forEach'>
  /** How many calls the journal had no room for. */
  readonly lostCalls: number
  readonly strings: StringLedger
}

/** Looks for violations when somebody asks, each time in what is new since the last. */
export class Review {
  readonly #log: ViolationLog
  readonly #lifetime: PluginLifetime
  readonly #limits: RuleLimits
  #judgedCalls = 0
  #judgedFrees = 0
  #lostCalls = 0
  #refusedFrees: RecordedCall[] = []
  #signs = new MixUpSigns()
  #mixUp: Violation | undefined
  #journalLimit: Violation | undefined

  constructor(log: ViolationLog, lifetime: PluginLifetime, limits: RuleLimits) {
    this.#log = log
    this.#limits = limits
    this.#lifetime = lifetime
  }

  bringUpToDate({ calls, lostCalls, strings }: Evidence): void {
    const signs = this.#signs.count
    this.#judgedCalls = calls.forEach(this.#judgedCalls, (call) => this.#judge(call))
    this.#judgeFrees(strings.badFrees)
    if (this.#signs.count > signs) this.#diagnose(strings)
    if (lostCalls !== this.#lostCalls) this.#noteLimit(lostCalls)
  }

  /** Starts over with an empty journal. */
  clear(): void {
    this.#judgedCalls = this.#judgedFrees = this.#lostCalls = 0
    this.#refusedFrees = []
    this.#signs = new MixUpSigns()
    this.#mixUp = this.#journalLimit = undefined
  }

  #judge(call: RecordedCall): void {
    const { seq, slot } = call
    if (call.refused === 'BAD_FREE') this.#refusedFrees.push(call)
    if (call.refused === 'SLOT_MIX_UP') this.#signs.addStrayFree(call)
    for (const { rule, message, hasNoJSON } of judgeCall(call, this.#lifetime, this.#limits)) {
      this.#log.add(rule, { message, seq, slot })
      if (rule === 'LOG_LEVEL_OUT_OF_RANGE') this.#signs.addLevel(call)
      if (hasNoJSON) this.#signs.addText(call)
    }
  }

  #judgeFrees(badFrees: readonly BadFree[]): void {
    const fresh = badFrees.slice(this.#judgedFrees)
    if (fresh.length === 0) return
    const freeing = findCalls(badFrees, this.#refusedFrees).slice(this.#judgedFrees)
    this.#judgedFrees = badFrees.length
    for (const [index, call] of freeing.entries()) {
      const badFree = fresh[index]
      if (badFree === undefined) continue
      const message = describeBadFree(badFree)
      this.#log.add('BAD_FREE', { message, slot: 'free_string', ...(call !== undefined && { seq: call.seq }) })
      if (badFree.reason === 'foreign') this.#signs.addForeignFree(badFree)
    }
  }

  #diagnose(strings: StringLedger): void {
    const finding = this.#signs.diagnose(() => strings.outstanding)
    if (finding !== undefined) this.#mixUp = this.#log.put('SLOT_MIX_UP', finding, this.#mixUp)
  }

  #noteLimit(lostCalls: number): void {
    this.#lostCalls = lostCalls
    const message = `${lostCalls} calls came after the journal was full, and were only counted.`
    this.#journalLimit = this.#log.put('JOURNAL_LIMIT', { message }, this.#journalLimit)
  }
}
