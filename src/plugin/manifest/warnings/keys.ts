import { trimText } from '../../../abi/trim.js'
import { quote } from '../../../report/quote.js'
import type { ManifestWarning } from '../contract.js'
import { makeFinding } from '../finding.js'

interface KeyAt {
  readonly key: string
  readonly path: string
}

/** Keys under which values are stored: an empty one is a mistake, of two equal ones the values overwrite each other. */
export function* warnOfKeys(keys: readonly KeyAt[]): Iterable<ManifestWarning> {
  const first = new Map<string, string>()
  for (const { key, path } of keys) {
    const before = first.get(key)
    if (trimText(key) === '') yield emptyText(path, key)
    else if (before === undefined) first.set(key, path)
    else yield duplicateKey(key, path, before)
  }
}

export function emptyText(path: string, text: string): ManifestWarning {
  return makeFinding('EMPTY_TEXT', path, {
    says: 'is empty',
    found: quote(text),
    expected: 'some text',
    fix: 'write what belongs there',
  })
}

function duplicateKey(key: string, path: string, before: string): ManifestWarning {
  return makeFinding('DUPLICATE_KEY', path, {
    says: `is ${quote(key)}, as ${before} is`,
    found: quote(key),
    expected: 'a key of its own',
    fix: 'rename one of the two: both are stored in the same place',
  })
}
