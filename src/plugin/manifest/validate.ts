import type { ManifestOptions, ManifestProblem, ManifestReport, ManifestWarning, PluginManifest } from './contract.js'
import type { Findings } from './decoder.js'
import { repeatedKey } from './decoding-problems.js'
import { checkManifestOptions } from './options.js'
import { parseManifest } from './parse.js'
import { findBrokenRules } from './rules.js'
import { manifestSchema } from './schema.js'
import { findWarnings } from './warnings.js'

/**
 * Judges a plugin's manifest as the app does when it loads the plugin, and adds what a registry would say.
 *
 * Takes the JSON text of a manifest, or the manifest as an object. `load` does the same by itself.
 *
 * @example
 * const { isValid, problems } = validateManifest(readFileSync('manifest.json', 'utf8'))
 * for (const { path, found, expected } of problems) console.log(`${path}: ${found} instead of ${expected}`)
 *
 * @remarks
 * The app says no more than that the manifest cannot be parsed; here every problem is listed with its
 * path. What does not decode is not judged further: its rules come to light when its types are right.
 */
export function validateManifest(manifest: unknown, options: ManifestOptions = {}): ManifestReport {
  const { problems, warnings } = judgeManifest(manifest, checkManifestOptions(options))
  return { isValid: problems.length === 0, problems, warnings: warnings() }
}

interface Judged {
  /** As the app decodes it; of no use where there are problems. */
  readonly manifest: PluginManifest
  readonly problems: readonly ManifestProblem[]
  /** Looked for when they are asked for: most tests never do. */
  readonly warnings: () => readonly ManifestWarning[]
}

/** The manifest as the app decodes it, and what there is to say about it. */
export function judgeManifest(given: unknown, options: ManifestOptions): Judged {
  const parsed = parseManifest(given)
  if ('problem' in parsed) return { manifest: {} as never, problems: [parsed.problem], warnings: () => [] }
  const findings: Findings = { problems: [], warnings: parsed.repeated.map(repeatedKey) }
  const manifest = manifestSchema.decode(parsed.json, '', findings)
  if (findings.problems.length > 0) {
    return { manifest, problems: findings.problems, warnings: () => findings.warnings }
  }
  const warnings = () => [...findings.warnings, ...findWarnings(manifest)]
  return { manifest, problems: findBrokenRules(manifest, options), warnings }
}
