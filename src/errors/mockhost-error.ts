import type { ErrorCode } from './codes.js'
import { pageOf } from './page.js'
import type { PluginEnd } from './plugin-end.js'

/** A labelled row under the sentence of an error: `['exports', 'weather_start, weather_stop']`. */
export type DetailRow = readonly [label: string, text: string]

/** What an error is made of. */
export interface ErrorRecord {
  readonly code: ErrorCode
  /** One sentence: what is wrong, and whose doing it is. */
  readonly message: string
  /** What was looked for, what was found instead. */
  readonly details?: readonly DetailRow[]
  /** The way out, in the imperative. */
  readonly fix: string
  readonly cause?: unknown
  /** Of a plugin that crashed, exited or hangs. */
  readonly end?: PluginEnd
}

const errorMark = Symbol.for('osaurus-mockhost.error')
const narrowestLabel = 'looked for'.length

/**
 * Every error that this package throws: a code, a sentence, and a way out.
 *
 * @example
 * try {
 *   host.api
 * } catch (error) {
 *   if (isMockHostError(error, 'NOT_INSTALLED')) host.hostAPIPointer()
 * }
 *
 * @remarks
 * Recognise it with `isMockHostError`, never with `instanceof`: two copies of the package (ESM and
 * CommonJS, two realms of a runner) may meet in one test.
 */
export class MockHostError extends Error {
  /** Always `MockHostError`. */
  override readonly name: string = 'MockHostError'
  /** What went wrong: each code has a section in docs/errors.md. */
  readonly code: ErrorCode
  readonly #record: ErrorRecord

  constructor(record: ErrorRecord) {
    super(printError(record), 'cause' in record ? { cause: record.cause } : undefined)
    this.code = record.code
    this.#record = record
  }

  /** How errors are recognised, whichever copy of the package made them. */
  get [errorMark](): true {
    return true
  }

  /** The sentence alone, without code, details and fix. */
  get sentence(): string {
    return this.#record.message
  }

  /** Labelled rows: what was looked for, what was found instead. */
  get details(): readonly DetailRow[] {
    return this.#record.details ?? []
  }

  /** How the plugin ended, of `PLUGIN_CRASHED`, `PLUGIN_EXITED`, `CALL_TIMED_OUT` and `PLUGIN_TIMED_OUT`. */
  get end(): PluginEnd | undefined {
    return this.#record.end
  }

  /** What the error is made of, for another process. */
  get record(): ErrorRecord {
    const { cause: _, ...record } = this.#record
    return record
  }

  /** The way out, in the imperative. */
  get fix(): string {
    return this.#record.fix
  }
}

/**
 * Whether a value is an error of this package (of that code), whichever copy of the package made it.
 *
 * @example
 * const error = await plugin.invoke('parse').catch((reason: unknown) => reason)
 * if (isMockHostError(error, 'PLUGIN_CRASHED')) expect(error.end?.signal).toBe('SIGABRT')
 */
export function isMockHostError<Code extends ErrorCode = ErrorCode>(
  value: unknown,
  code?: Code,
): value is MockHostError & { readonly code: Code } {
  if (typeof value !== 'object' || value === null) return false
  const candidate = value as { readonly [errorMark]?: unknown; readonly code?: unknown }
  return candidate[errorMark] === true && (code === undefined || candidate.code === code)
}

function printError({ code, message, details = [], fix }: ErrorRecord): string {
  const rows: readonly DetailRow[] = [...details, ['to fix', fix], ['more', pageOf('errors', code)]]
  const width = Math.max(narrowestLabel, ...rows.map(([label]) => label.length)) + 2
  return [`${code}: ${message}`, ...rows.map((row) => printRow(row, width))].join('\n')
}

/** A text that begins with a new line is a table: it stands below its label. */
function printRow([label, text]: DetailRow, width: number): string {
  if (text.startsWith('\n')) return `  ${label}${text.replaceAll('\n', '\n    ')}`
  const below = `\n  ${' '.repeat(width)}`
  return `  ${label.padEnd(width)}${text.replaceAll('\n', below)}`
}
