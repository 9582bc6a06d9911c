import { quote } from '../../report/quote.js'
import type { ManifestProblem } from './contract.js'
import { describeValue, makeFinding } from './finding.js'
import { type FirstKeys, parseFirstKeys } from './parse-first-keys.js'

/** The JSON of a manifest, or why there is none. */
export type Parsed = FirstKeys | { readonly problem: ManifestProblem }

/** Reads a manifest from its text. An object is taken for the text that it makes, since only text reaches the app. */
export function parseManifest(manifest: unknown): Parsed {
  return typeof manifest === 'string' ? parseText(manifest) : parseObject(manifest)
}

function parseText(text: string): Parsed {
  try {
    const parsed = parseFirstKeys(text)
    return hasHalfPair(text) ? { problem: notJSON(quote(text), 'half a surrogate pair is no character') } : parsed
  } catch (error) {
    return { problem: notJSON(quote(text), (error as Error).message) }
  }
}

/** Whether JSON has half a surrogate pair: JavaScript has texts with such, and Swift has none. */
function hasHalfPair(text: string): boolean {
  const others = text.replace(/\\\\|\\ud[89ab]..\\ud[c-f]../gi, ' ')
  return /\\ud[89a-f]|\p{Cs}/iu.test(others)
}

function parseObject(manifest: unknown): Parsed {
  try {
    const text = JSON.stringify(manifest) as string | undefined
    if (text !== undefined) return parseText(text)
    return { problem: notJSON(describeValue(manifest), 'JSON has no such value') }
  } catch (error) {
    return { problem: notJSON('an object that JSON cannot hold', (error as Error).message) }
  }
}

function notJSON(found: string, why: string): ManifestProblem {
  return makeFinding('NOT_JSON', '', {
    says: `is no JSON: ${why.split('\n', 1)[0]}`,
    found,
    expected: 'a JSON object',
    fix: 'write it with a JSON encoder',
  })
}
