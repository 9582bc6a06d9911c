import { trimText } from '../../../abi/trim.js'
import { quote } from '../../../report/quote.js'
import { addSlash } from '../../web-mount.js'
import type { ManifestWarning } from '../contract.js'
import { makeFinding } from '../finding.js'

export function missingSlash(path: string, text: string): ManifestWarning {
  return makeFinding('MISSING_SLASH', path, {
    says: `is ${quote(text)}, and the app puts a slash before it`,
    found: quote(text),
    expected: quote(addSlash(trimText(text))),
    fix: 'begin it with a slash',
  })
}
