import { expect } from 'vitest'
import type { ManifestReport } from '../../src/index.js'
import type { Tally } from './runs.js'

/** What does not decode is compared without order: there the app says only that something does not. */
export function compare({ isValid, problems }: ManifestReport, oracle: readonly string[]): void {
  const found = problems.map(({ rule, path }) => `${rule} ${path}`)
  const hasOrder = !oracle.some((one) => /^(MISSING_KEY|WRONG_TYPE|UNKNOWN_VALUE) /.test(one))
  const [mine, its] = hasOrder ? [found, oracle] : [[...found].sort(), [...oracle].sort()]
  if (isValid !== (oracle.length === 0) || mine.join('\n') !== its.join('\n')) expect(mine).toEqual(its)
}

/** What was found, once for each manifest; of the places every single one. */
export function count({ isValid, problems, warnings }: ManifestReport, tally: Tally, places?: Tally): void {
  tally.count(isValid ? 'valid' : 'refused')
  for (const rule of new Set(problems.map((problem) => problem.rule))) tally.count(rule)
  for (const rule of new Set(warnings.map((warning) => warning.rule))) tally.count(`warning ${rule}`)
  for (const { rule, path } of problems) places?.count(`${rule} ${path.replace(/\[\d+\]/g, '[]')}`)
}
