import { quote } from '../../../report/quote.js'
import type { ManifestOptions, ManifestProblem, PluginManifest } from '../contract.js'
import { makeFinding } from '../finding.js'
import { isBefore, parseLoosely, parseSemVer } from '../versions.js'

/** A requirement that cannot be read is ignored, as in the app. */
export function osaurusVersion(
  { min_osaurus }: PluginManifest,
  { osaurusVersion }: ManifestOptions,
): ManifestProblem[] {
  const present = parseSemVer(osaurusVersion ?? '') ?? parseLoosely(osaurusVersion ?? '')
  const wanted = parseSemVer(min_osaurus ?? '')
  if (!present || !wanted || !isBefore(present, wanted)) return []
  return [
    makeFinding('OSAURUS_TOO_OLD', 'min_osaurus', {
      says: `is ${quote(min_osaurus ?? '')}, and the app is ${osaurusVersion}`,
      found: quote(min_osaurus ?? ''),
      expected: `at most ${osaurusVersion}`,
      fix: 'lower min_osaurus, or test with the option osaurusVersion of a newer app',
    }),
  ]
}

export function macosVersion({ min_macos }: PluginManifest, { macosVersion }: ManifestOptions): ManifestProblem[] {
  const present = parseLoosely(macosVersion ?? '')
  const wanted = parseLoosely(min_macos ?? '')
  if (!present || !wanted || !isBefore(present, wanted)) return []
  return [
    makeFinding('MACOS_TOO_OLD', 'min_macos', {
      says: `is ${quote(min_macos ?? '')}, and the system is macOS ${macosVersion}`,
      found: quote(min_macos ?? ''),
      expected: `at most ${macosVersion}`,
      fix: 'lower min_macos, or test with the option macosVersion of a newer system',
    }),
  ]
}
