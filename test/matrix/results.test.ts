import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { Results } from './results.js'

const result = { fingerprint: 'a', nodeVersion: 'v22.0.0', date: '2026-11-27', milliseconds: 1, wrong: [] }
let folder = ''
let file = ''
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'osaurus-mockhost-results-'))
  file = path.join(folder, 'new/results.json')
})
afterEach(() => rmSync(folder, { recursive: true }))

it('keeps results for the next run', () => {
  new Results(file, false).keep('cell', result)
  expect(new Results(file, false).find('cell', 'a')).toEqual(result)
})

it('forgets those of another content', () => {
  new Results(file, false).keep('cell', result)
  expect(new Results(file, false).find('cell', 'b')).toBeUndefined()
})

it('starts anew when asked to', () => {
  new Results(file, false).keep('cell', result)
  expect(new Results(file, true).find('cell', 'a')).toBeUndefined()
})

it('names the way out of a file that is broken', () => {
  const broken = path.join(folder, 'results.json')
  writeFileSync(broken, '{')
  expect(() => new Results(broken, false)).toThrow(`${broken} cannot be read.\n  to fix  npm run matrix -- --fresh`)
  expect(() => new Results(broken, true)).not.toThrow()
})
