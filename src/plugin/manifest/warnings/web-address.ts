import { quote } from '../../../report/quote.js'
import type { ManifestWarning } from '../contract.js'
import { makeFinding } from '../finding.js'

/** Whether a browser can open it. */
export function isWebAddress(text: string): boolean {
  return /^https?:\/\/./i.test(text) && URL.canParse(text)
}

export function notAURL(path: string, text: string): ManifestWarning {
  return makeFinding('NOT_A_URL', path, {
    says: `is ${quote(text)}, which is no web address`,
    found: quote(text),
    expected: 'a URL: "https://example.com/keys"',
    fix: 'write the whole address, with https://',
  })
}
