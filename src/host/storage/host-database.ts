import { MockHostError } from '../../errors/mockhost-error.js'
import { quote } from '../../report/quote.js'
import type { HostDatabase, SQLiteDatabase, SQLValue } from './contract.js'
import { messageOf } from './driver.js'
import { bindByPlace, toSQLValue } from './parameters.js'
import { scanStatement } from './scan-statement.js'

/** What a test author does with the database of a plugin. */
export class AuthorDatabase implements HostDatabase {
  readonly handle: SQLiteDatabase

  constructor(handle: SQLiteDatabase) {
    this.handle = handle
  }

  seed(sql: string): void {
    explainErrors(sql, () => this.handle.exec(sql))
  }

  all(sql: string, params: readonly unknown[] = []): Record<string, SQLValue>[] {
    return explainErrors(sql, () => {
      const statement = this.handle.prepare(sql)
      statement.setReadBigInts(true)
      const { parameters } = scanStatement(sql)
      const args = bindByPlace({ database: this.handle, statement, parameters }, params.map(toSQLValue))
      return statement.all(...args).map((row) => toPlainRow(row as Record<string, SQLValue>))
    })
  }
}

/** An object as a test writes it down: with a prototype, and with numbers where they are exact. */
function toPlainRow(row: Readonly<Record<string, SQLValue>>): Record<string, SQLValue> {
  return Object.fromEntries(Object.entries(row).map(([name, value]) => [name, toExactNumber(value)]))
}

function toExactNumber(value: SQLValue): SQLValue {
  if (typeof value !== 'bigint') return value
  const number = Number(value)
  return Number.isSafeInteger(number) ? number : value
}

function explainErrors<Result>(sql: string, body: () => Result): Result {
  try {
    return body()
  } catch (cause) {
    throw new MockHostError({
      code: 'INVALID_ARGUMENT',
      message: 'SQLite does not run what the test gave to host.db.',
      details: [
        ['SQLite says', messageOf(cause)],
        ['given', quote(sql, 200)],
      ],
      fix: 'correct the SQL; a table that the plugin creates is there once the plugin has run',
      cause,
    })
  }
}
