import { isObject } from '../json.js'
import { joinPath } from './finding.js'

/** What a JSON text holds, and the paths of the keys that their objects had before. */
export interface FirstKeys {
  readonly json: unknown
  readonly repeated: readonly string[]
}

/**
 * Parses JSON as Swift does: of a key that an object has twice the first counts, where `JSON.parse` takes the last.
 *
 * @throws what `JSON.parse` throws
 */
export function parseFirstKeys(text: string): FirstKeys {
  const json: unknown = JSON.parse(text)
  // Most texts are done here: a quote before a colon ends a key, unless it stands in a string.
  if ((text.match(/"\s*:/g) ?? []).length === countKeys(json)) return { json, repeated: [] }
  const repeated: string[] = []
  return { json: takeFirst(JSON.parse(numberKeys(text)), '', repeated), repeated }
}

function countKeys(value: unknown): number {
  if (typeof value !== 'object' || value === null) return 0
  const members: unknown[] = Object.values(value)
  return members.reduce<number>((sum, member) => sum + countKeys(member), Array.isArray(value) ? 0 : members.length)
}

const keyOrString = /"([^"\\]*(?:\\[\s\S][^"\\]*)*)"(\s*:)?/g

/** `{"a":1,"a":2}` as `{"0:a":1,"1:a":2}`: no key is there twice. */
function numberKeys(text: string): string {
  let place = 0
  return text.replace(keyOrString, (found, key: string, colon?: string) => {
    if (colon === undefined) return found
    return `"${place++}:${key}":`
  })
}

function takeFirst(value: unknown, path: string, repeated: string[]): unknown {
  if (Array.isArray(value)) return value.map((item, place) => takeFirst(item, joinPath(path, place), repeated))
  if (!isObject(value)) return value
  const members = new Map<string, unknown>()
  for (const [numbered, member] of Object.entries(value)) {
    const key = numbered.slice(numbered.indexOf(':') + 1)
    const at = joinPath(path, key)
    if (members.has(key)) repeated.push(at)
    else members.set(key, takeFirst(member, at, repeated))
  }
  return Object.fromEntries(members)
}
