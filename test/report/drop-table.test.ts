import { expect, it } from 'vitest'
import { formatDrops } from '../../src/report/drop-table.js'
import { ambiguousDrop, lateDrop } from '../matchers/fake-host.js'

it('shows each drop with the reason why it belonged to no host', () => {
  expect(formatDrops([ambiguousDrop, lateDrop, { ...lateDrop, through: 0 }])).toMatchInlineSnapshot(`
    "  thread       slot        arguments           why
      2 "refresh"  config_set  "token", "T1"       ambiguous: hosts 1 and 2 were installed
      2 "refresh"  log         info, "still here"  late: host 1 had ended
      2 "refresh"  log         info, "still here"  late: its host had ended"
  `)
})

it('shows the first drops and counts the rest', () => {
  expect(
    formatDrops(
      Array.from({ length: 12 }, () => lateDrop),
      1,
    ),
  ).toMatchInlineSnapshot(`
    "  thread       slot  arguments           why
      2 "refresh"  log   info, "still here"  late: host 1 had ended
      … 11 more drops"
  `)
})
