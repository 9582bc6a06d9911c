import { expect, it } from 'vitest'
import type { Cell } from './cell.js'
import { makePage } from './page.js'

const check = { kind: 'tests', args: [], times: 1 } as const
const limit = { reason: 'Vitest 5 needs a newer Node', reference: 'https://example.com/1' }
const vitest4 = { runner: 'vitest', version: '4.1.12' } as const
const vitest5 = { runner: 'vitest', version: '5.1.1' } as const
const jest = { runner: 'jest', transform: 'CommonJS' } as const

const cells: readonly Cell[] = [
  { table: 'Vitest', node: 20, project: vitest4, column: 'forks', check },
  { table: 'Vitest', node: 20, project: vitest4, column: 'threads', check },
  { table: 'Vitest', node: 20, project: vitest5, column: 'forks', check, limit },
  { table: 'Vitest', node: 20, project: vitest5, column: 'threads', check, limit },
  { table: 'Jest', node: 20, project: jest, column: 'in band', check },
  { table: 'features', node: 20, project: vitest5, column: 'globals on', check, limit },
  { table: 'features', node: 22, project: vitest5, column: 'globals on', check },
  { table: 'features', node: 24, project: vitest5, column: 'projects', check },
  { table: 'features', node: 22, project: jest, column: 'globals on', check },
]

const green = { fingerprint: '', date: '2026-11-27', milliseconds: 1, wrong: [] }
const page = makePage(cells, ({ node, column }) => {
  if (column === 'in band') return undefined
  return { ...green, nodeVersion: `v${node}.1.0`, wrong: column === 'threads' ? ['passed: 0 instead of 1'] : [] }
})

it('says how many cells are green, when and on what', () => {
  expect(page).toContain(`**4 of 6 cells are green**: 2026-11-27, ${process.platform} ${process.arch}.`)
  expect(page).toContain('- Node 20.1.0, 22.1.0, 24.1.0, 26\n')
})

it('has a row for each Node and runner', () => {
  expect(page).toContain(`| Node    | Runner        | forks   | threads   |
| ------- | ------------- | ------- | --------- |
| Node 20 | Vitest 4.1.12 | yes     | **fails** |
| Node 20 | Vitest 5.1.1  | no [^1] | no [^1]   |
`)
  expect(page).toContain('| Node 20 | Jest CommonJS | not run |\n')
})

it('has a row for each feature, and the versions of Node in it', () => {
  expect(page).toContain(`| Feature    | Vitest 5.1.1    | Jest 30.5.2 |
| ---------- | --------------- | ----------- |
| globals on | 20: no [^1], 22 | 22          |
| projects   | 24              | –           |
`)
})

it('says once why a runner does not go there, and who says so', () => {
  expect(page.split('[^1]: ')).toHaveLength(2)
  expect(page).toContain('[^1]: Vitest 5 needs a newer Node: <https://example.com/1>\n')
})
