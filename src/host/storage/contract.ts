/** What SQLite takes and gives. Integers that a JavaScript number cannot hold exactly are bigints. */
export type SQLValue = null | number | bigint | string | Uint8Array

/**
 * An open database, as `node:sqlite` has it: the part that we and test authors need. Where Node has no SQLite it is that
 * of the package `@photostructure/sqlite`, which has the same methods.
 */
export interface SQLiteDatabase {
  /** Runs every statement of a text; throws the first error. */
  exec(sql: string): void
  /** Prepares the first statement of a text. */
  prepare(sql: string): SQLiteStatement
  /** Closes it. That of a host is closed with the host. */
  close(): void
  /** Asks about every action of statements from now on; `null`: about none. Node has it from 24.10 on. */
  setAuthorizer?(judge: ((action: number, subject: string | null) => number) | null): void
}

/** A prepared statement of `node:sqlite`. A first parameter that is an object binds by name. */
export interface SQLiteStatement {
  /** Runs it, and tells how many rows it has changed. */
  run(...params: readonly unknown[]): { readonly changes: number | bigint; readonly lastInsertRowid: number | bigint }
  /** All rows. */
  all(...params: readonly unknown[]): unknown[]
  /** The first row; `undefined` when there is none. */
  get(...params: readonly unknown[]): unknown
  /** The rows one by one. */
  iterate(...params: readonly unknown[]): Iterable<unknown>
  /** Columns of its rows. */
  columns(): readonly { readonly name: string | null }[]
  /** Whether names of parameters may be given without their prefix. */
  setAllowBareNamedParameters(isOn: boolean): void
  /** Whether integers are read as bigints. */
  setReadBigInts(isOn: boolean): void
  /** Whether rows are arrays. */
  setReturnArrays(isOn: boolean): void
}

/**
 * The database of the plugin, to fill it before a test and to look into it afterwards (fact sheet, section 5).
 * It is the connection that the plugin uses: a transaction that the plugin has begun is seen from the inside.
 *
 * @example
 * host.db.seed(`
 *   CREATE TABLE notes (id INTEGER PRIMARY KEY, text TEXT);
 *   INSERT INTO notes (text) VALUES ('buy milk');
 * `)
 * await plugin.invoke('add_note', { text: 'call Ada' })
 * expect(host.db.all('SELECT text FROM notes')).toEqual([{ text: 'buy milk' }, { text: 'call Ada' }])
 *
 * @remarks
 * Nothing that the test runs is recorded, and no statement is forbidden to it.
 */
export interface HostDatabase {
  /** The open database itself. */
  readonly handle: SQLiteDatabase
  /** Runs one statement or several. @throws `INVALID_ARGUMENT`, with what SQLite says */
  seed(sql: string): void
  /**
   * The rows of one query, as objects. Parameters bind by their place, whatever their style: whole numbers and booleans as
   * INTEGER, other numbers as REAL.
   *
   * @throws `INVALID_ARGUMENT`, with what SQLite says
   * @example
   * host.db.seed("CREATE TABLE notes (id, text); INSERT INTO notes VALUES (1, 'buy milk')")
   * host.db.all('SELECT id FROM notes WHERE text = ?', ['buy milk']) // [{ id: 1 }]
   */
  all(sql: string, params?: readonly unknown[]): Record<string, SQLValue>[]
}
