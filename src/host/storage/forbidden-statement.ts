import type { SQLiteDatabase } from './contract.js'
import { wordsOf } from './scan-statement.js'

/** Every statement that opens another file has one of these words in it. */
const suspect = /attach|detach|vacuum/i

/**
 * Whether the app refuses to run the text (fact sheet, section 5.4).
 *
 * Beyond the app we refuse ATTACH and DETACH behind comments, byte order marks and semicolons, and VACUUM INTO: a test
 * must never open the files of whoever runs it.
 */
export function isForbidden(sql: string): boolean {
  if (/^[\s\u0085]*(?:attach|detach)/i.test(sql) || sql.toUpperCase().includes('LOAD_EXTENSION')) return true
  if (!suspect.test(sql)) return false
  const [verb, ...words] = wordsOf(sql)
  return verb === 'ATTACH' || verb === 'DETACH' || (verb === 'VACUUM' && words.includes('INTO'))
}

const attach = 24
const detach = 25
const ok = 0
const deny = 1

/**
 * Runs `body` with SQLite itself refusing to attach files, where the driver can do that: should the scanner ever miss a
 * spelling. Only suspect texts pay for it. An authorizer that the test has set is gone afterwards.
 */
export function runGuarded<Result>(database: SQLiteDatabase, sql: string, body: () => Result): Result {
  if (database.setAuthorizer === undefined || !suspect.test(sql)) return body()
  // A plain VACUUM attaches a database without a name.
  database.setAuthorizer((action, subject) => (action === detach || (action === attach && subject !== '') ? deny : ok))
  try {
    return body()
  } finally {
    database.setAuthorizer(null)
  }
}
