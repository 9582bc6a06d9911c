import { quote } from '../../report/quote.js'

/** What stands in a text that should be JSON. */
export type JSONText =
  | { readonly kind: 'object'; readonly fields: Readonly<Record<string, unknown>> }
  | { readonly kind: 'other'; readonly value: unknown }
  | { readonly kind: 'no JSON'; readonly text: string }

export function readJSON(text: string): JSONText {
  try {
    const value: unknown = JSON.parse(text)
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return { kind: 'other', value }
    return { kind: 'object', fields: value as Readonly<Record<string, unknown>> }
  } catch {
    return { kind: 'no JSON', text }
  }
}

/** What was found, as part of a sentence: `an array`, `text that is no JSON ("hello")`. */
export function describeJSON(json: JSONText): string {
  switch (json.kind) {
    case 'object':
      return 'an object'
    case 'other':
      return describeValue(json.value)
    case 'no JSON':
      return json.text === '' ? 'an empty text' : `text that is no JSON (${quote(json.text, 40)})`
  }
}

/** A value out of JSON: `an array`, `the number 5`, `the string "five"`. */
export function describeValue(value: unknown): string {
  if (Array.isArray(value)) return 'an array'
  switch (typeof value) {
    case 'number':
      return `the number ${value}`
    case 'string':
      return `the string ${quote(value, 40)}`
    case 'object':
      return value === null ? 'null' : 'an object'
    default:
      return String(value)
  }
}
