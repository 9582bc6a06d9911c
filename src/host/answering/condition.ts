import { findSlot, textArguments } from '../../abi/slots.js'
import { MockHostError } from '../../errors/mockhost-error.js'
import { printValue } from '../../report/print-value.js'
import type { SlotCall } from '../simulation/contract.js'

/**
 * Which calls of a slot are meant. An object is compared with the request, as far as it goes: with the parsed JSON of slots
 * that take a `request`, else with the arguments by name (`{ key }`, `{ sql, params }`, `{ taskId }`). Texts compare exactly,
 * a RegExp is searched for, asymmetric matchers and functions decide themselves.
 *
 * @example
 * host.on.http_request.when({ method: 'POST', url: /\/hooks$/ }).reply({ status: 201 })
 * host.on.config_get.when({ key: 'region' }).reply('eu')
 */
export type Condition<Fields extends object = Readonly<Record<string, unknown>>> =
  | Fields
  | Readonly<Record<string, unknown>>
  | ((request: unknown) => boolean)

/** A condition as it was checked when it was given. */
export type CallFilter = (call: SlotCall) => boolean

/** @throws `INVALID_ARGUMENT` for what can be no condition */
export function toFilter(condition: Condition): CallFilter {
  if (typeof condition === 'function') return (call) => condition(requestOf(call)) === true
  if (typeof condition !== 'object' || condition === null || Array.isArray(condition)) throw noCondition(condition)
  return (call) => fits(condition, requestOf(call))
}

/** What conditions are compared with: the parsed request, or the arguments by name. */
export function requestOf({ slot, texts, level }: SlotCall): unknown {
  const found = findSlot(slot)
  if (found === undefined || found.args[0] === 'request') return parse(texts[0] ?? null)
  const named = textArguments(found).map((name, index) => [name, readArgument(name, texts[index] ?? null)])
  return Object.fromEntries(found.args.includes('level') ? [['level', level], ...named] : named)
}

/** Arguments in JSON are compared as what they stand for. */
function readArgument(name: string, text: string | null): unknown {
  return ['params', 'payload', 'draft'].includes(name) ? parse(text) : text
}

function parse(text: string | null): unknown {
  if (text === null) return null
  try {
    return JSON.parse(text)
  } catch {
    return text
  }
}

interface AsymmetricMatcher {
  asymmetricMatch(value: unknown): boolean
}

function fits(expected: unknown, value: unknown): boolean {
  if (typeof expected === 'function') return expected(value) === true
  if (typeof expected !== 'object' || expected === null) return Object.is(expected, value)
  if (isRegExp(expected)) return typeof value === 'string' && new RegExp(expected).test(value)
  if (isAsymmetric(expected)) return expected.asymmetricMatch(value)
  if (Array.isArray(expected)) return fitsAll(expected, value)
  if (typeof value !== 'object' || value === null) return false
  return Object.entries(expected).every(([key, part]) => fits(part, Reflect.get(value, key)))
}

function fitsAll(expected: readonly unknown[], value: unknown): boolean {
  return (
    Array.isArray(value) &&
    value.length === expected.length &&
    expected.every((part, index) => fits(part, value[index]))
  )
}

/** By its tag: a RegExp may come from another realm. */
function isRegExp(value: object): value is RegExp {
  return Object.prototype.toString.call(value) === '[object RegExp]'
}

function isAsymmetric(value: object): value is AsymmetricMatcher {
  return typeof Reflect.get(value, 'asymmetricMatch') === 'function'
}

function noCondition(condition: unknown): MockHostError {
  return new MockHostError({
    code: 'INVALID_ARGUMENT',
    message: `${printValue(condition)} is no condition for calls of a slot.`,
    fix: 'give an object that the request must fit, or a function that gets the request and returns true or false',
  })
}
