import { types } from 'node:util'
import type { RecordedCall } from '../src/host/contract.js'
import { describeCall } from '../src/report/describe-call.js'
import { describeNearest } from '../src/report/nearest.js'
import { count, listWords, printValue } from '../src/report/print-value.js'
import { quote } from '../src/report/quote.js'
import { isMatch } from './compare.js'
import type { MatcherContext } from './context.js'
import type { Judgement, ValuePair } from './kit.js'

/** One thing that an entry must have for the claim to hold. */
export interface Criterion<Entry> {
  readonly label: string
  /** Whether it names the thing: when no entry has that name, near names are shown. */
  readonly isName?: boolean
  /** What the entry has. */
  readonly read: (entry: Entry) => unknown
  readonly expected: unknown
  /** Instead of the comparison of `read` and `expected`. */
  readonly holds?: (entry: Entry) => boolean
  /** Instead of the printed values. */
  readonly print?: (value: unknown) => string
}

/** A claim that one entry of a recorder meets all criteria. */
export interface Search<Entry> {
  readonly claim: string
  /** Where an index tells which entries can match, it is not asked for before a message is. */
  readonly entries: readonly Entry[]
  /** The entries of which the first criterion reads exactly that name, where the recorder has an index of names. */
  readonly named?: (name: string) => readonly Entry[]
  readonly callOf: (entry: Entry) => RecordedCall
  /** What is compared, the name of the thing first, if there is one. */
  readonly criteria: readonly Criterion<Entry>[]
  /** `it wrote`: begins the sentence about what was there instead. */
  readonly did: string
  /** `it wrote no config`: the whole sentence when nothing was there. */
  readonly none: string
}

/** A value as a claim names it. */
export function say(context: MatcherContext, expected: unknown): string {
  return context.utils.EXPECTED_COLOR(printValue(expected))
}

/** What a claim says of a criterion. */
type Claimed = Pick<Criterion<never>, 'label' | 'expected' | 'print'>

/** Completes a claim: `have logged "ready"` becomes `have logged "ready" with level info and payload null`. */
export function claimWith(context: MatcherContext, claim: string, criteria: readonly Claimed[]): string {
  const words = criteria.map(({ label, expected, print = (value: unknown) => printValue(value) }) => {
    return `${label} ${context.utils.EXPECTED_COLOR(print(expected))}`
  })
  return words.length === 0 ? claim : `${claim} with ${listWords(words)}`
}

interface Miss<Entry> {
  readonly entry: Entry
  readonly missed: readonly Criterion<Entry>[]
}

/** Looks for an entry that meets all criteria; when a message is asked for, for what came nearest. */
export function judgeSearch<Entry>(context: MatcherContext, search: Search<Entry>): Judgement {
  const { claim, criteria, callOf } = search
  const isMissed = (criterion: Criterion<Entry>, entry: Entry) => !isHeld(context, criterion, entry)
  // Stops at the first: a journal may be long, and an assertion that holds needs no more.
  const pass = listCandidates(search).some((entry) => !criteria.some((criterion) => isMissed(criterion, entry)))
  const misses = once(() => {
    return search.entries.map((entry) => ({
      entry,
      missed: criteria.filter((criterion) => isMissed(criterion, entry)),
    }))
  })
  const met = once(() => (pass ? misses().filter(({ missed }) => missed.length === 0) : []).map(({ entry }) => entry))
  const nearest = once(() => (pass ? undefined : findNearestMiss(misses(), criteria)))
  const shown = once(() => new Set(listShown(met(), nearest()).map(callOf)))
  return {
    pass,
    claim,
    found: () => (pass ? describeMet(context, search, met()) : describeMisses(context, search, nearest())),
    marked: (call) => shown().has(call),
    diff: () => pairUp(nearest()),
  }
}

/** The entries that can meet the first criterion. */
function listCandidates<Entry>(search: Search<Entry>): readonly Entry[] {
  const [first] = search.criteria
  const isIndexed = search.named !== undefined && first !== undefined && typeof first.expected === 'string'
  return isIndexed ? search.named(first.expected) : search.entries
}

function isHeld<Entry>(context: MatcherContext, { holds, read, expected }: Criterion<Entry>, entry: Entry): boolean {
  return holds ? holds(entry) : isMatch(context, read(entry), expected)
}

function listShown<Entry>(met: readonly Entry[], nearest: Miss<Entry> | undefined): readonly Entry[] {
  return nearest === undefined ? met : [nearest.entry]
}

/** Computes a value at its first use. */
function once<Value>(compute: () => Value): () => Value {
  let computed: { readonly value: Value } | undefined
  return () => {
    computed ??= { value: compute() }
    return computed.value
  }
}

/** The latest entry among those that meet most criteria; of no use when none has even the name. */
function findNearestMiss<Entry>(
  misses: readonly Miss<Entry>[],
  criteria: readonly Criterion<Entry>[],
): Miss<Entry> | undefined {
  const [first] = criteria
  const candidates = isNamed(first) ? misses.filter(({ missed }) => !missed.includes(first)) : misses
  return candidates.reduceRight<Miss<Entry> | undefined>(
    (best, miss) => (best && best.missed.length <= miss.missed.length ? best : miss),
    undefined,
  )
}

/** Whether near texts of that criterion can be shown. */
function isNamed<Entry>(criterion: Criterion<Entry> | undefined): criterion is Criterion<Entry> {
  return criterion?.isName === true && (typeof criterion.expected === 'string' || types.isRegExp(criterion.expected))
}

function describeMet<Entry>(context: MatcherContext, { callOf }: Search<Entry>, met: readonly Entry[]): string {
  const calls = met.map(callOf)
  const last = calls.at(-1)
  const which = last === undefined ? '' : context.utils.RECEIVED_COLOR(describeCall(last))
  return calls.length === 1 ? `it did, with ${which}` : `it did, ${count(calls.length, 'time')}, the last with ${which}`
}

function describeMisses<Entry>(
  context: MatcherContext,
  search: Search<Entry>,
  nearest: Miss<Entry> | undefined,
): string {
  if (search.entries.length === 0) return search.none
  if (nearest === undefined) return `${search.did} ${context.utils.RECEIVED_COLOR(listNames(search))}`
  const rows = nearest.missed.map((criterion) => describeDifference(context, criterion, nearest.entry))
  return [`no call matches; the nearest is call ${search.callOf(nearest.entry).seq}`, ...rows].join('\n')
}

function listNames<Entry>({ entries, criteria: [first] }: Search<Entry>): string {
  if (first === undefined) return ''
  const values = entries.map((entry) => first.read(entry))
  const names = values.filter((value) => typeof value === 'string')
  if (names.length === 0) return 'NULL'
  if (typeof first.expected === 'string') return describeNearest(first.expected, names)
  const distinct = [...new Set(names)]
  const shown = distinct.slice(-3).map((name) => quote(name))
  const rest = distinct.length - shown.length
  return listWords(rest > 0 ? [...shown, `${rest} more`] : shown)
}

function describeDifference<Entry>(context: MatcherContext, criterion: Criterion<Entry>, entry: Entry): string {
  const print = criterion.print ?? ((value: unknown) => printValue(value, 80))
  const expected = context.utils.EXPECTED_COLOR(print(criterion.expected))
  const received = context.utils.RECEIVED_COLOR(print(criterion.read(entry)))
  return `  ${criterion.label}: expected ${expected}, was ${received}`
}

function pairUp<Entry>(nearest: Miss<Entry> | undefined): Partial<ValuePair> {
  if (nearest === undefined) return {}
  const { entry, missed } = nearest
  const [first, ...others] = missed
  if (first && others.length === 0) return { actual: first.read(entry), expected: first.expected }
  return {
    actual: Object.fromEntries(missed.map(({ label, read }) => [label, read(entry)])),
    expected: Object.fromEntries(missed.map(({ label, expected }) => [label, expected])),
  }
}
