import { isDeepStrictEqual } from 'node:util'
import type { Expectation } from './model.js'
import type { Behaviour, HostBehaviour, SeenCall, SeenDrop, StepPath } from './program.js'
import type { ExpectedCall, Storm } from './world.js'

/** Lines that a drop ledger keeps with their arguments, for each install. */
const keptDrops = 1000

/** Everything in which the package did something else than the model says, in words; empty when all is well. */
export function findDeviations(expected: Expectation, seen: Behaviour): string[] {
  return [
    ...compareOutcomes(expected.outcomes, seen.outcomes),
    ...expected.hosts.flatMap((host, number) => compareHosts(`h${number}`, host, seen.hosts[number])),
    ...expected.storms.flatMap((storm) => checkStorm(storm, seen)),
  ]
}

function compareOutcomes(expected: Behaviour['outcomes'], seen: Behaviour['outcomes']): string[] {
  const [foretold, observed] = [new Map(expected), new Map(seen)]
  const paths = [...new Set<StepPath>([...foretold.keys(), ...observed.keys()])]
  return paths.flatMap((path) => different(`step ${path}`, foretold.get(path), normalise(observed.get(path))))
}

function compareHosts(name: string, expected: Expectation['hosts'][number], seen: HostBehaviour | undefined): string[] {
  if (seen === undefined) return [`${name} was not observed`]
  const calls = seen.calls.filter(isNoStormLine).map((call) => ({ ...call, answer: normalise(call.answer) }))
  return [
    ...different(`${name}.isInstalled`, expected.isInstalled, seen.isInstalled),
    ...compareCalls(`${name}.calls`, expected.calls, calls as SeenCall[]),
    ...(isFull(seen)
      ? []
      : different(`${name}.drops`, expected.drops.map(printDrop), seen.drops.filter(isNoStormLine).map(printDrop))),
    ...different(`${name}.strings`, expected.strings, seen.strings),
    ...different(`${name}.settings`, [...expected.settings].sort(), [...seen.settings].sort()),
  ]
}

/** In order; calls of a group, which came one after another, in any. */
function compareCalls(name: string, expected: readonly ExpectedCall[], seen: readonly SeenCall[]): string[] {
  const printed = seen.map(printCall)
  const foretold: string[] = []
  for (let at = 0; at < expected.length; ) {
    const group = expected[at]?.group ?? 0
    let end = at + 1
    while (group !== 0 && expected[end]?.group === group) end++
    const members = expected.slice(at, end).map(printCall)
    if (members.length > 1) {
      members.sort()
      printed.splice(at, members.length, ...printed.slice(at, end).sort())
    }
    foretold.push(...members)
    at = end
  }
  return different(name, foretold, printed)
}

function printCall({ slot, args, answer, role, frame, agent, thread }: SeenCall): string {
  const said = answer === undefined ? '' : ` -> ${answer === null ? 'NULL' : answer}`
  return `${slot}(${args.join(', ')})${said} ${role} ${frame ?? '-'} ${agent ?? '-'} ${thread}`.trim()
}

function printDrop({ slot, args, reason, thread, competing }: SeenDrop): string {
  return `${slot}(${args.join(', ')}) ${reason} [${[...competing].sort()}] ${thread}`.trim()
}

/** Each line once, in order within each host, and only where calls of its thread could go meanwhile (R10). */
function checkStorm({ prefix, lines, recordedBy, droppedBy, mayBeHidden }: Storm, seen: Behaviour): string[] {
  const found = new Array<number>(lines).fill(0)
  const allowed = [recordedBy, droppedBy].map((hosts) => new Set([...hosts].map(({ number }) => number)))
  const faults: string[] = []
  let isLedgerFull = false
  for (const [number, host] of seen.hosts.entries()) {
    for (const [place, entries] of [host.calls, host.drops].entries()) {
      const own = entries.flatMap(({ args }) => lineNumber(String(args[1]), prefix))
      for (const line of own) if (found[line] !== undefined) found[line] += 1
      const where = `${place === 0 ? 'the calls' : 'the drops'} of h${number}`
      if (own.length > 0 && allowed[place]?.has(number) !== true) faults.push(`${prefix}: lines in ${where}`)
      if (own.some((line, index) => line <= (own[index - 1] ?? -1))) faults.push(`${prefix}: out of order in ${where}`)
    }
    isLedgerFull ||= isFull(host)
  }
  const torn = found.filter((count) => count > 1).length
  const lost = found.filter((count) => count === 0).length
  if (torn > 0) faults.push(`${prefix}: ${torn} lines came more than once`)
  if (lost > 0 && !mayBeHidden && !isLedgerFull) faults.push(`${prefix}: ${lost} of ${lines} lines were lost`)
  return faults
}

/** Storms can fill the ledger; of what came afterwards it keeps the number only. */
function isFull({ drops }: HostBehaviour): boolean {
  return drops.length >= keptDrops
}

function lineNumber(message: string, prefix: string): number[] {
  return message.startsWith(`${prefix} `) ? [Number(message.slice(prefix.length + 1))] : []
}

function isNoStormLine({ args }: { readonly args: SeenCall['args'] }): boolean {
  return !String(args[1]).startsWith('storm ')
}

/** Errors by their codes: what they say is for people. */
function normalise(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(normalise)
  if (typeof value !== 'string' || !value.startsWith('{"')) return value
  const { error } = JSON.parse(value)
  return typeof error === 'string' ? `!${error}` : value
}

function different(what: string, expected: unknown, seen: unknown): string[] {
  if (isDeepStrictEqual(expected, seen)) return []
  if (Array.isArray(expected) && Array.isArray(seen)) return [`${what}\n${diffLists(expected, seen)}`]
  return [`${what}\n    model    ${print(expected)}\n    package  ${print(seen)}`]
}

/** From the first entry that differs on. */
function diffLists(expected: readonly unknown[], seen: readonly unknown[]): string {
  let at = 0
  while (at < expected.length && at < seen.length && isDeepStrictEqual(expected[at], seen[at])) at++
  const from = (list: readonly unknown[]) =>
    list
      .slice(at, at + 4)
      .map(print)
      .join('\n             ') || 'no more'
  return `    from entry ${at}\n    model    ${from(expected)}\n    package  ${from(seen)}`
}

function print(value: unknown): string {
  return typeof value === 'string' ? value : (JSON.stringify(value) ?? String(value))
}
