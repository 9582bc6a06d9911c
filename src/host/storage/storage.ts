import { isMockHostError, MockHostError } from '../../errors/mockhost-error.js'
import { quote } from '../../report/quote.js'
import type { SimulatedHost, Simulator, SlotCall } from '../simulation/contract.js'
import { printError } from './answers.js'
import type { HostDatabase, SQLiteDatabase } from './contract.js'
import { loadDriver, messageOf, type SQLiteDriver } from './driver.js'
import { isForbidden } from './forbidden-statement.js'
import { AuthorDatabase } from './host-database.js'
import { openDatabase } from './open-database.js'
import { runExec, runQuery, type StatementCall } from './run-statement.js'

/** Where a database is kept, and by what. */
export interface StorageOptions {
  /** Path of the database file; left out: it lives in memory, and a fresh host has a fresh one. */
  readonly file?: string | undefined
  /** Loads SQLite, at the first use; throws where there is none. */
  readonly loadDriver?: () => SQLiteDriver
}

/**
 * What stands behind `db_exec` and `db_query`: a real SQLite with the settings and guards of the app (fact sheet,
 * section 5).
 *
 * One database for each host, whatever its plugins are; it is opened at the first use. Calls come one after another, since
 * JavaScript answers them, and transactions span them.
 */
export class Storage {
  readonly #host: SimulatedHost
  readonly #options: StorageOptions
  readonly #stopped = new Set<string | null>()
  #database: HostDatabase | undefined
  #isClosed = false

  readonly simulators: { readonly db_exec: Simulator; readonly db_query: Simulator }

  constructor(host: SimulatedHost, options: StorageOptions = {}) {
    this.#host = host
    this.#options = options
    this.simulators = { db_exec: this.#simulate(runExec), db_query: this.#simulate(runQuery) }
  }

  /**
   * The open database, for the test.
   *
   * @throws `NO_SQLITE`, `INVALID_OPTION` where the file cannot be opened, `HOST_CLOSED`
   */
  get db(): HostDatabase {
    if (this.#isClosed) throw closed(this.#host.name)
    this.#database ??= new AuthorDatabase(this.#open())
    return this.#database
  }

  /** From now on that plugin gets `Plugin is shutting down`: the app is about to call its `destroy`. */
  stop(pluginId: string | null): void {
    this.#stopped.add(pluginId)
  }

  /** The plugin is loaded, or loaded again: its database is there as it was. */
  start(pluginId: string | null): void {
    this.#stopped.delete(pluginId)
  }

  /**
   * A plugin is being loaded: until its id is known, the calls of its threads bear that of the plugin before it, which may have been
   * stopped.
   */
  startAll(): void {
    this.#stopped.clear()
  }

  /** Closes the database, if it was ever opened; what lived in memory is gone. From now on the slots answer `Database not open`. */
  close(): void {
    if (this.#isClosed) return
    this.#isClosed = true
    this.#database?.handle.close()
    this.#database = undefined
  }

  #simulate(run: (database: SQLiteDatabase, call: StatementCall) => string): Simulator {
    return {
      admit: (call) => this.#refuse(call),
      answer: ({ texts: [sql, params] }) => {
        if (sql === null || sql === undefined) return null
        const opened = this.#openForPlugin()
        return typeof opened === 'string' ? opened : run(opened.handle, { sql, params })
      },
      // Errors of the database are a text and have no code.
      fail: (text) => printError(text),
    }
  }

  #refuse({ texts: [sql], pluginId }: SlotCall): string | undefined {
    if (typeof sql !== 'string') return undefined
    if (this.#stopped.has(pluginId)) return printError('Plugin is shutting down')
    return isForbidden(sql) ? printError('Forbidden SQL statement') : undefined
  }

  /** The database, or what the slot answers where it cannot be opened. */
  #openForPlugin(): HostDatabase | string {
    try {
      return this.db
    } catch (error) {
      const isMissing = isMockHostError(error, 'NO_SQLITE')
      return printError(isMissing ? `${error.sentence} To fix: ${error.fix}.` : 'Database not open')
    }
  }

  #open(): SQLiteDatabase {
    const driver = (this.#options.loadDriver ?? loadDriver)()
    const { file = ':memory:' } = this.#options
    try {
      return openDatabase(driver, { file, mostBytes: this.#host.limits.databaseBytes })
    } catch (cause) {
      throw new MockHostError({
        code: 'INVALID_OPTION',
        message: `The database of ${this.#host.name} cannot be opened.`,
        details: [
          ['file', quote(file, 200)],
          ['SQLite says', messageOf(cause)],
        ],
        fix: 'give the path of a database file, or of a new file in a folder that exists',
        cause,
      })
    }
  }
}

function closed(name: string): MockHostError {
  return new MockHostError({
    code: 'HOST_CLOSED',
    message: `The database of ${name} was closed with its host.`,
    fix: 'look into host.db before the host is closed',
  })
}
