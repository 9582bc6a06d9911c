import type { SQLiteDatabase } from './contract.js'
import type { SQLiteDriver } from './driver.js'

/** What a database is opened with. */
export interface DatabasePlan {
  /** Path of the file; `:memory:` for none. */
  readonly file: string
  /** Bytes that it may have; 0 and `Infinity` for no limit. */
  readonly mostBytes: number
}

/** As the app opens a plugin's database (fact sheet, section 5.1). */
const settings = [
  ...['journal_mode=WAL', 'synchronous=NORMAL', 'temp_store=MEMORY', 'cache_size=-20000'],
  ...['foreign_keys=ON', 'busy_timeout=5000'],
].map((setting) => `PRAGMA ${setting};`)

/** Opens a database with the settings of the app. Nothing stays open when that fails. */
export function openDatabase({ DatabaseSync }: SQLiteDriver, plan: DatabasePlan): SQLiteDatabase {
  const database = new DatabaseSync(plan.file, plainSQLite)
  try {
    database.exec(settings.join(''))
    limitSize(database, plan.mostBytes)
    return database
  } catch (error) {
    database.close()
    throw error
  }
}

function limitSize(database: SQLiteDatabase, mostBytes: number): void {
  if (mostBytes <= 0 || mostBytes === Number.POSITIVE_INFINITY) return
  const { page_size: pageSize } = database.prepare('PRAGMA page_size').get() as { readonly page_size: number }
  database.exec(`PRAGMA max_page_count=${Math.max(1, Math.floor(mostBytes / pageSize))}`)
}

/** `node:sqlite` is stricter by default, about texts in double quotes and about tables of SQLite itself. */
const plainSQLite = {
  allowExtension: false,
  enableDoubleQuotedStringLiterals: true,
  enableForeignKeyConstraints: true,
  defensive: false,
}
