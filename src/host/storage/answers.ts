import type { SQLValue } from './contract.js'
import { cutAtNUL } from './parameters.js'
import { printReal } from './print-real.js'

/** The error of a storage slot: a free text, without a message beside it (fact sheet, section 5.4). */
export function printError(text: string): string {
  return JSON.stringify({ error: text })
}

/** What `db_exec` answers. Both are values of the connection: a statement that writes nothing repeats the last ones. */
export function printChanges(result: {
  readonly changes: number | bigint
  readonly lastInsertRowid: number | bigint
}): string {
  return `{"changes":${result.changes},"last_insert_rowid":${result.lastInsertRowid}}`
}

/** What `db_query` answers: rows as arrays, parallel to the columns. It may be no JSON, as that of the app. */
export function printRows(
  columns: readonly { readonly name: string | null }[],
  rows: readonly (readonly SQLValue[])[],
): string {
  const names = columns.map(({ name }, place) => printText(name ?? `col${place}`))
  const printed = rows.map((row) => `[${row.map(printValue).join(',')}]`)
  return `{"columns":[${names.join(',')}],"rows":[${printed.join(',')}]}`
}

function printValue(value: SQLValue): string {
  switch (typeof value) {
    case 'string':
      return printText(cutAtNUL(value))
    case 'number':
      return printReal(value)
    case 'bigint':
      return String(value)
    default:
      return value === null ? 'null' : printBlob(value)
  }
}

function printBlob(bytes: Uint8Array): string {
  return bytes.length === 0 ? 'null' : `"${Buffer.from(bytes).toString('base64')}"`
}

const escapes: Readonly<Record<string, string>> = {
  '\\': '\\\\',
  '"': '\\"',
  '\n': '\\n',
  '\r': '\\r',
  '\t': '\\t',
}

/** Other control characters pass as they are. */
function printText(text: string): string {
  return `"${text.replace(/[\\"\n\r\t]/g, (character) => escapes[character] ?? character)}"`
}
