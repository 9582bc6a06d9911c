import { MockHostError } from '../../errors/mockhost-error.js'
import { shorten } from '../../report/print-value.js'
import type { ManifestOptions, ManifestProblem, ManifestRule, ManifestWarning, PluginManifest } from './contract.js'
import { printFindings } from './print-findings.js'
import { judgeManifest } from './validate.js'

/** A manifest that the app takes. */
export interface ReadManifest {
  readonly manifest: PluginManifest
  readonly warnings: () => readonly ManifestWarning[]
}

/** Reads what `get_manifest` returned, or throws what makes the app refuse the plugin. */
export function readManifest(raw: string, options: ManifestOptions): ReadManifest {
  const { manifest, problems, warnings } = judgeManifest(raw, options)
  const [first, ...more] = problems
  if (first !== undefined) throw refused(first, more, warnings())
  return { manifest, warnings }
}

function refused(
  first: ManifestProblem,
  more: readonly ManifestProblem[],
  warnings: readonly ManifestWarning[],
): MockHostError {
  const ignored = warnings.filter(({ rule }) => rule === 'UNKNOWN_KEY').map(({ path }) => path)
  return new MockHostError({
    code: errorCode(first.rule),
    message: `The app refuses the plugin's manifest: ${first.message}.`,
    details: [
      ['found', first.found],
      ['expected', first.expected],
      ...(more.length > 0 ? [['also', printFindings(more)] as const] : []),
      ...(ignored.length > 0 ? [['ignored', shorten(ignored.join(', '), 200)] as const] : []),
    ],
    fix: first.fix,
  })
}

/** What cannot be decoded is one and the same failure in the app, and so has one code. */
function errorCode(rule: ManifestRule) {
  switch (rule) {
    case 'NOT_JSON':
    case 'MISSING_KEY':
    case 'WRONG_TYPE':
    case 'UNKNOWN_VALUE':
      return 'INVALID_MANIFEST'
    default:
      return rule
  }
}
