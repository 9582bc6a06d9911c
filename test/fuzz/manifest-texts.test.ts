import fc from 'fast-check'
import { expect, it } from 'vitest'
import { validateManifest } from '../../src/index.js'
import { arbitraryManifest } from './arbitrary-manifest.js'
import { compare, count } from './compare.js'
import { consult, hasHalfPair } from './manifest-oracle.js'
import { arbitraryMutations, mutate } from './mutations.js'
import { seed, shareOf, Tally } from './runs.js'

it('judges the texts of manifests, whole and damaged, as the oracle does', () => {
  const runs = shareOf(25)
  const tally = new Tally('manifest texts', runs)
  const property = fc.property(
    arbitraryManifest,
    arbitraryMutations,
    fc.array(damage, { maxLength: 3 }),
    (valid, mutations, damages) => {
      const text = damages.reduce(injure, JSON.stringify(mutate(valid, mutations)))
      const report = validateManifest(text)
      compare(report, consultText(text))
      count(report, tally)
      tally.step()
    },
  )
  fc.assert(property, { numRuns: runs, seed })
  tally.print()
  for (const rule of ['NOT_JSON', 'MISSING_KEY', 'WRONG_TYPE', 'UNKNOWN_VALUE']) {
    expect(tally.of(rule), rule).toBeGreaterThanOrEqual(runs / 500)
  }
  expect(tally.of('valid')).toBeGreaterThanOrEqual(runs / 10)
})

function consultText(text: string): readonly string[] {
  try {
    JSON.parse(text)
  } catch {
    return ['NOT_JSON ']
  }
  if (hasHalfPair(text)) return ['NOT_JSON ']
  return consult(readFirst(text.match(/"(?:[^"\\]|\\.)*"|[^\s"{}[\],:]+|[{}[\]]/g) ?? []), {})
}

/** Takes a value of valid JSON from its tokens; of a key that is there twice the first counts, as in Swift. */
function readFirst(tokens: string[]): unknown {
  const token = tokens.shift() ?? ''
  const members: [string, unknown][] = []
  while (/^[{[]/.test(token) && !/^[}\]]/.test(tokens[0] ?? '')) {
    const key = token === '{' ? JSON.parse(tokens.shift() ?? '') : ''
    members.push([key, readFirst(tokens)])
  }
  if (token === '[' || token === '{') tokens.shift()
  if (token === '[') return members.map(([, item]) => item)
  return token === '{' ? Object.fromEntries(members.reverse()) : JSON.parse(token)
}

const damage = fc.record({
  kind: fc.constantFrom('cut', 'insert', 'replace', 'repeat', 'number', 'nothing', 'nothing'),
  at: fc.nat({ max: 1_000_000 }),
  text: fc.oneof(
    fc.constantFrom('{', '}', '[', ']', '"', ',', ':', '\\', 'null', '1e999', '-0', '\u0000', '\ufeff', '\ud800', ' '),
    fc.string({ maxLength: 3 }),
  ),
})

/** The text with one injury; numbers may become too large for a computer. */
function injure(
  text: string,
  { kind, at, text: more }: typeof damage extends fc.Arbitrary<infer T> ? T : never,
): string {
  const place = at % (text.length + 1)
  switch (kind) {
    case 'cut':
      return text.slice(0, place)
    case 'insert':
      return text.slice(0, place) + more + text.slice(place)
    case 'replace':
      return text.slice(0, place) + more + text.slice(place + 1)
    case 'repeat':
      return text.slice(0, place) + text.slice(place / 2)
    case 'number':
      return text.replace(/:(-?\d[\d.e+-]*|true|false)/, ':1e999')
    default:
      return text
  }
}
