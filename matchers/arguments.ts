import { types } from 'node:util'
import type { OpenWord } from '../src/abi/open-word.js'
import { findSlot, type Slot, slotNames } from '../src/abi/slots.js'
import type { ThreadSelector, ViolationRule } from '../src/host/contract.js'
import { isViolationRule, violationRules } from '../src/host/rules/catalogue.js'
import { logLevelNames, readLevel } from '../src/report/log-level.js'
import { findNearest, isNear } from '../src/report/nearest.js'
import { listWords, printValue, wrapWords } from '../src/report/print-value.js'
import { isAsymmetric } from './asymmetric.js'
import { isShape } from './compare.js'
import { misuse, type Usage } from './misuse.js'

/** What is compared with a text: exactly, by RegExp, or by an asymmetric matcher. */
export type TextPattern =
  | string
  | RegExp
  | {
      /** Whether the text is a match: `expect.any(String)` has this. */
      asymmetricMatch(other: unknown): boolean
    }

/** A text pattern of which editors offer the known words. */
export type WordPattern<Known extends string> = OpenWord<Known> | Exclude<TextPattern, string>

/** An argument on its way through the checks. */
export interface Argument {
  readonly label: string
  readonly value: unknown
}

/** Refuses more arguments than the matcher has: what is not compared must not look as if it were. */
export function checkCount(
  usage: Usage,
  args: readonly unknown[],
  { least, most }: { least: number; most: number },
): void {
  if (args.length >= least && args.length <= most) return
  const wanted = least === most ? String(least) : `${least} to ${most}`
  misuse(usage, { message: `takes ${wanted} argument${most === 1 ? '' : 's'}, but was given ${args.length}.` })
}

export function checkText(usage: Usage, argument: Argument): TextPattern {
  const { value } = argument
  if (typeof value === 'string' || types.isRegExp(value) || isAsymmetric(value)) return value as TextPattern
  return refuse(usage, argument, 'a string, a RegExp or an asymmetric matcher')
}

/** A text pattern, or the fields of the JSON that stands in the text. */
export function checkTextOrJSON(usage: Usage, argument: Argument): TextPattern | object {
  if (isShape(argument.value) || Array.isArray(argument.value)) return argument.value
  return checkText(usage, argument)
}

/** Whose config is meant. */
export function checkPersistence(usage: Usage, argument: Argument): { readonly agentId?: string | undefined } {
  const { value } = argument
  if (value === undefined) return {}
  if (!isShape(value)) return refuse(usage, argument, 'an object', '{ agentId }')
  const { agentId, ...others } = value
  const [unknown] = Object.keys(others)
  if (unknown !== undefined) misuse(usage, { message: `was given the unknown expectation ${printValue(unknown)}.` })
  if (agentId === undefined || typeof agentId === 'string') return { agentId }
  return refuse(usage, { label: 'agentId', value: agentId }, 'a string')
}

export function checkRequest(usage: Usage, argument: Argument): object {
  const { value } = argument
  if (isShape(value) || isAsymmetric(value)) return value as object
  return refuse(usage, argument, 'an object with the fields to compare, or an asymmetric matcher')
}

export function checkParams(usage: Usage, argument: Argument): object {
  const { value } = argument
  if (Array.isArray(value) || isAsymmetric(value)) return value as object
  return refuse(usage, argument, 'an array with every parameter, or an asymmetric matcher')
}

/** Any value but `undefined`: JSON has none, so one that is given is a mistake. */
export function checkValue(usage: Usage, argument: Argument): unknown {
  if (types.isPromise(argument.value)) return refuse(usage, argument, 'what it resolves to', 'await it first')
  if (argument.value !== undefined) return argument.value
  const message = `was given undefined as ${argument.label}, which nothing can equal.`
  return misuse(usage, { message, fix: 'leave it out, or give expect.anything(), to accept any' })
}

export function checkNumber(usage: Usage, argument: Argument): number {
  const { value } = argument
  if (typeof value === 'number' && Number.isInteger(value) && value >= 0) return value
  return refuse(usage, argument, 'a whole number from 0')
}

/** A level as a number or by its name. */
export function checkLevel(usage: Usage, argument: Argument): number {
  const level = readLevel(argument.value)
  if (level !== undefined) return level
  const names = logLevelNames.map((name, number) => `${number} '${name}'`).join(', ')
  return refuse(usage, argument, 'a log level', names)
}

export function checkThread(usage: Usage, argument: Argument): ThreadSelector {
  const { value } = argument
  if (typeof value === 'string' || typeof value === 'number' || types.isRegExp(value)) return value
  if (isShape(value) && typeof value.id === 'number' && typeof value.osId === 'number') return value as never
  return refuse(usage, argument, "'install', 'background', a thread id, a thread name, a RegExp or a HostThread")
}

export function checkSlot(usage: Usage, argument: Argument): Slot {
  const { value } = argument
  if (typeof value !== 'string') return refuse(usage, argument, 'the name of a slot')
  const slot = findSlot(value)
  if (slot) return slot
  const near = findNearest(toSnakeCase(value), slotNames, 3).filter((name) => isNear(value, name))
  const names = near.length > 0 ? near.map((name) => name.text) : slotNames
  return misuse(usage, {
    message: `was given ${printValue(value)}, which is no slot of the host table.`,
    details: [near.length > 0 ? ['near names', listWords(names, 'or')] : ['slots', wrapWords(names, 6)]],
    fix: 'name the slot as in C',
  })
}

export function checkRule(usage: Usage, argument: Argument): ViolationRule {
  const { value } = argument
  if (isViolationRule(value)) return value
  if (typeof value !== 'string') return refuse(usage, argument, 'the name of a rule')
  const near = findNearest(value, violationRules, 3).filter((name) => isNear(value, name))
  const names = near.map((name) => name.text)
  return misuse(usage, {
    message: `was given ${printValue(value)}, which is no rule that a violation breaks.`,
    details: [names.length > 0 ? ['near names', listWords(names, 'or')] : ['rules', wrapWords(violationRules, 4)]],
    fix: 'name the rule as it stands in host.violations',
  })
}

function refuse(usage: Usage, { label, value }: Argument, wanted: string, choices?: string): never {
  return misuse(usage, {
    message: `was given ${describeType(value)} as ${label}, but needs ${wanted}.`,
    details: [['given', printValue(value)], ...(choices === undefined ? [] : [['choices', choices] as const])],
  })
}

/** A value's kind with its article: `an array`, `a number`, `undefined`. */
export function describeType(value: unknown): string {
  if (value === null || value === undefined) return String(value)
  if (Array.isArray(value)) return 'an array'
  if (types.isPromise(value)) return 'a Promise'
  return typeof value === 'object' ? 'an object' : `a ${typeof value}`
}

function toSnakeCase(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)
}
