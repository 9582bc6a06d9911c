import type { ManifestWarning, PluginManifest } from '../contract.js'
import { makeFinding } from '../finding.js'
import { warnOfKeys } from './keys.js'
import { isWebAddress, notAURL } from './web-address.js'

/** The secrets that the user is asked for. */
export function* warnOfSecrets({ secrets = [] }: PluginManifest): Iterable<ManifestWarning> {
  yield* warnOfKeys(secrets.map(({ id }, place) => ({ key: id, path: `secrets[${place}].id` })))
  for (const [place, { url }] of secrets.entries()) {
    const path = `secrets[${place}].url`
    if (url === undefined) yield noURL(path)
    else if (!isWebAddress(url)) yield notAURL(path, url)
  }
}

function noURL(path: string): ManifestWarning {
  return makeFinding('NO_SECRET_URL', path, {
    says: 'is missing',
    found: 'nothing',
    expected: 'the page where the user gets the secret',
    fix: 'add "url"',
  })
}
