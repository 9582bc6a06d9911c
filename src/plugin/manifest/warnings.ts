import type { ManifestWarning, PluginManifest } from './contract.js'
import { warnOfConfig } from './warnings/config.js'
import { warnOfMetadata } from './warnings/metadata.js'
import { warnOfRoutes } from './warnings/routes.js'
import { warnOfSecrets } from './warnings/secrets.js'
import { warnOfTools } from './warnings/tools.js'
import { warnOfWeb } from './warnings/web.js'

const parts = [warnOfMetadata, warnOfSecrets, warnOfTools, warnOfRoutes, warnOfWeb, warnOfConfig]

/** What is worth a second look in a manifest that the app would take; `ManifestAdvice` says where each rule comes from. */
export function findWarnings(manifest: PluginManifest): ManifestWarning[] {
  return parts.flatMap((part) => [...part(manifest)])
}
