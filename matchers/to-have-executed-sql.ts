import type { RecordedStatement } from '../src/host/contract.js'
import { checkCount, checkParams, checkText } from './arguments.js'
import { hostMatcher } from './kit.js'
import { type Criterion, claimWith, judgeSearch, say } from './search.js'

/**
 * The plugin ran SQL, with `db_exec` or `db_query`, and with these parameters if any are given. `MockHostMatchers` says
 * how it is called; here it is a function for `expect.extend`.
 *
 * @example
 * import { toHaveExecutedSQL } from 'osaurus-mockhost/matchers'
 * expect.extend({ toHaveExecutedSQL })
 * expect(host).toHaveExecutedSQL(/^INSERT INTO notes/)
 */
export const toHaveExecutedSQL = hostMatcher({
  name: 'toHaveExecutedSQL',
  example: "expect(host).toHaveExecutedSQL(/^INSERT INTO notes/, ['buy milk'])",
  judge: ({ subject, args, usage, context }) => {
    checkCount(usage, args, { least: 1, most: 2 })
    const sql = checkText(usage, { label: 'SQL', value: args[0] })
    const params = args.length < 2 ? [] : [byParams(checkParams(usage, { label: 'params', value: args[1] }))]
    return judgeSearch(context, {
      claim: claimWith(context, `have executed SQL ${say(context, sql)}`, params),
      entries: subject.statements.entries,
      callOf: (entry) => entry.call,
      criteria: [{ label: 'SQL', isName: true, read: (entry) => entry.sql, expected: sql }, ...params],
      did: 'it executed',
      none: 'it executed no SQL',
    })
  },
})

function byParams(expected: unknown): Criterion<RecordedStatement> {
  return { label: 'params', read: (entry) => entry.params, expected }
}
