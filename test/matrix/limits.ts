import type { Limit } from './cell.js'
import type { NodeMajor, VitestVersion } from './versions.js'

/** What Vitest itself excludes. */
export function vitestLimit(node: NodeMajor, version: VitestVersion): Limit | undefined {
  if (node !== 20 || !version.startsWith('5.')) return undefined
  return {
    reason: 'Vitest 5 needs Node 22.12 or newer (`engines` of vitest 5.1.1: `^22.12.0 || ^24.0.0 || >=26.0.0`)',
    reference: 'https://github.com/vitest-dev/vitest/pull/10779',
  }
}
