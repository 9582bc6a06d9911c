import { expect, it } from 'vitest'
import { alignColumns } from '../../bench/columns.mjs'

it('columns stand one below the other, without blanks at the end', () => {
  const lines = [['', 'row', 'unit'], ['PASS', 'a', 'ns'], ['FAIL']]
  expect(alignColumns(lines)).toBe('      row  unit\nPASS  a    ns\nFAIL')
})

it('no lines make no text', () => {
  expect(alignColumns([])).toBe('')
})
