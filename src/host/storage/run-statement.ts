import { printChanges, printError, printRows } from './answers.js'
import type { SQLiteDatabase, SQLValue } from './contract.js'
import { messageOf } from './driver.js'
import { runGuarded } from './forbidden-statement.js'
import { bindByPlace, readParameters } from './parameters.js'
import { scanStatement } from './scan-statement.js'

/** A call of a storage slot. */
export interface StatementCall {
  readonly sql: string
  /** The JSON text as the plugin sent it. */
  readonly params: string | null | undefined
}

/** What SQLite says when the app steps a statement that is not there. */
const noStatement = 'not an error'

/** Runs the first statement of a text up to its first row, and answers as `db_exec` does. */
export function runExec(database: SQLiteDatabase, call: StatementCall): string {
  const { isEmpty, parameters } = scanStatement(call.sql)
  if (isEmpty) return printError(noStatement)
  return answerErrors(database, call.sql, () => {
    const statement = database.prepare(call.sql)
    statement.setReadBigInts(true)
    const args = bindByPlace({ database, statement, parameters }, readParameters(call.params))
    return printChanges(statement.run(...args))
  })
}

/** Runs the first statement of a text, and answers with all its rows as `db_query` does. */
export function runQuery(database: SQLiteDatabase, call: StatementCall): string {
  const { isEmpty, parameters } = scanStatement(call.sql)
  if (isEmpty) return printRows([], [])
  return answerErrors(database, call.sql, () => {
    const statement = database.prepare(call.sql)
    statement.setReadBigInts(true)
    statement.setReturnArrays(true)
    const columns = statement.columns()
    const args = bindByPlace({ database, statement, parameters }, readParameters(call.params))
    return printRows(columns, takeRows(statement.iterate(...args) as Iterable<readonly SQLValue[]>))
  })
}

/** The rows up to the first error, which the app swallows. */
function takeRows(rows: Iterable<readonly SQLValue[]>): readonly (readonly SQLValue[])[] {
  const taken: (readonly SQLValue[])[] = []
  try {
    for (const row of rows) taken.push(row)
  } catch {
    return taken
  }
  return taken
}

function answerErrors(database: SQLiteDatabase, sql: string, run: () => string): string {
  try {
    return runGuarded(database, sql, run)
  } catch (error) {
    return printError(messageOf(error))
  }
}
