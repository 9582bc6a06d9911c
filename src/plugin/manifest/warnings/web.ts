import { posix } from 'node:path'
import { trimText } from '../../../abi/trim.js'
import { quote } from '../../../report/quote.js'
import type { ManifestWarning, PluginManifest } from '../contract.js'
import { makeFinding } from '../finding.js'
import { emptyText } from './keys.js'
import { missingSlash } from './missing-slash.js'

/** The static files (fact sheet, section 11.5). */
export function* warnOfWeb({ capabilities: { web } }: PluginManifest): Iterable<ManifestWarning> {
  if (web === undefined) return
  const { mount, api_mount = '' } = web
  if (!trimText(mount).startsWith('/')) yield missingSlash('capabilities.web.mount', mount)
  // An empty one is `/api`.
  if (!/^(\/|$)/.test(trimText(api_mount))) yield missingSlash('capabilities.web.api_mount', api_mount)
  for (const key of ['static_dir', 'entry'] as const) {
    const path = `capabilities.web.${key}`
    if (trimText(web[key]) === '') yield emptyText(path, web[key])
    else if (leadsOutside(web[key])) yield outside(path, web[key])
  }
}

/** The app appends it to a directory, so a slash before it changes nothing. */
function leadsOutside(file: string): boolean {
  return posix.normalize(`./${file}`).split('/')[0] === '..'
}

function outside(path: string, file: string): ManifestWarning {
  return makeFinding('OUTSIDE_PLUGIN', path, {
    says: `is ${quote(file)}, which leads out of the plugin's directory`,
    found: quote(file),
    expected: "a path relative to the plugin's directory",
    fix: 'ship the files beside the library, and name them from there',
  })
}
