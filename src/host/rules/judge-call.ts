import type { SlotName } from '../../abi/slots.js'
import type { RecordedCall, RefusalRule, ViolationRule } from '../contract.js'
import type { CallRule, RuleLimits } from './call-rule.js'
import { configValueTooLarge, configWithoutAgent } from './config-rules.js'
import { paramsIgnored } from './database-rules.js'
import { dispatchWithoutAgent, reservedSlot } from './dispatch-rules.js'
import { type JSONText, readJSON } from './json-object.js'
import { judgeAfterDestroy, judgeDuringEntry, type PluginLifetime } from './lifetime-rules.js'
import { logLevelOutOfRange, logPayloadNotAnObject } from './log-rules.js'
import { describeNull } from './null-argument.js'
import { agentKeysInRequest, malformedRequest, missingRequestField } from './request-rules.js'

/** A rule that a call broke, and how. */
export interface Breach {
  readonly rule: ViolationRule
  readonly message: string
  /** Whether text that is no JSON stood where JSON belongs. */
  readonly hasNoJSON: boolean
}

const callRules: readonly CallRule[] = [
  malformedRequest,
  missingRequestField,
  agentKeysInRequest,
  dispatchWithoutAgent,
  reservedSlot,
  configValueTooLarge,
  configWithoutAgent,
  paramsIgnored,
  logLevelOutOfRange,
  logPayloadNotAnObject,
]

const rulesOf = new Map<SlotName, CallRule[]>()
for (const rule of callRules) {
  for (const slot of rule.slots) rulesOf.set(slot, [...(rulesOf.get(slot) ?? []), rule])
}

/** The argument that should be JSON, where it is not `request`. */
const jsonArguments: Partial<Record<SlotName, string>> = {
  db_exec: 'params',
  db_query: 'params',
  send_draft: 'draft',
  log_structured: 'payload',
}

const refusals: Readonly<Record<RefusalRule, (call: RecordedCall, limits: RuleLimits) => string | undefined>> = {
  NULL_ARGUMENT: describeNull,
  CALL_DURING_ENTRY: judgeDuringEntry,
  CONFIG_WITHOUT_AGENT: (call, limits) => configWithoutAgent.judge(call, readerOf(call), limits),
  CONFIG_VALUE_TOO_LARGE: (call, limits) => configValueTooLarge.judge(call, readerOf(call), limits),
  // The ledger knows more of these.
  BAD_FREE: () => undefined,
  // A host has one of these, made of all such calls.
  SLOT_MIX_UP: () => undefined,
}

const none: readonly Breach[] = []

/** What a call did wrong. One that had no effect, as it was refused or came at a wrong time, breaks that rule alone. */
export function judgeCall(call: RecordedCall, lifetime: PluginLifetime, limits: RuleLimits): readonly Breach[] {
  if (call.refused !== undefined) return breachOf(call.refused, refusals[call.refused](call, limits))
  const early = judgeDuringEntry(call)
  if (early !== undefined) return breachOf('CALL_DURING_ENTRY', early)
  const late = judgeAfterDestroy(call, lifetime)
  if (late !== undefined) return breachOf('CALL_AFTER_DESTROY', late)
  const rules = rulesOf.get(call.slot)
  return rules === undefined ? none : judgeByRules(call, rules, limits)
}

function breachOf(rule: ViolationRule, message: string | undefined): readonly Breach[] {
  return message === undefined ? none : [{ rule, message, hasNoJSON: false }]
}

function judgeByRules(call: RecordedCall, rules: readonly CallRule[], limits: RuleLimits): readonly Breach[] {
  const read = readerOf(call)
  let breaches: Breach[] | undefined
  for (const { rule, isAboutJSON = false, judge } of rules) {
    const message = judge(call, read, limits)
    if (message === undefined) continue
    // Most calls break none: no list is made for them.
    breaches ??= []
    breaches.push({ rule, message, hasNoJSON: isAboutJSON && read().kind === 'no JSON' })
  }
  return breaches ?? none
}

/** Parses at the first use, and once. */
function readerOf({ slot, args }: RecordedCall): () => JSONText {
  let json: JSONText | undefined
  return () => {
    json ??= readJSON(String(args[jsonArguments[slot] ?? 'request']))
    return json
  }
}
