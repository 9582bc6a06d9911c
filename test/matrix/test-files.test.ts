import { describe, expect, it } from 'vitest'
import { expected, testFiles } from './test-files.js'

const vitest = { runner: 'vitest', format: 'esm', extension: 'js' } as const
const styles = [
  vitest,
  { ...vitest, hasGlobals: true },
  { runner: 'jest', format: 'cjs', extension: 'js' },
  { runner: 'jest', format: 'cjs', extension: 'js', hasGlobals: true },
  { runner: 'jest', format: 'esm', extension: 'mjs' },
  { runner: 'jest', format: 'esm', extension: 'ts' },
] as const

describe.each(styles)('tests for %o', (style) => {
  const files = testFiles(style, 'somewhere')
  const all = Object.values(files).join('\n')

  it('are as many files as a run must report', () => {
    expect(Object.keys(files)).toHaveLength(expected.files)
    for (const name of Object.keys(files)) {
      expect(name).toMatch(new RegExp(`^somewhere/\\w+\\.test\\.${style.extension}$`))
    }
  })

  it('import nothing of another runner, and none where it has globals', () => {
    const own = style.runner === 'jest' ? '@jest/globals' : 'vitest'
    const imported = [...all.matchAll(/'(vitest|@jest\/globals|osaurus-mockhost\/\w+)'/g)].map(([, name]) => name)
    const ours = `osaurus-mockhost/${style.runner}`
    expect(new Set(imported)).toEqual(new Set('hasGlobals' in style ? [ours] : [own, ours]))
  })

  it('are in the format of the style', () => {
    expect(/^import /m.test(all)).toBe(style.format === 'esm')
    expect(all.includes('require(')).toBe(style.format === 'cjs')
  })
})
