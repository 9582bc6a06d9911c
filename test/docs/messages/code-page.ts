import type { ErrorCode } from '../../../src/errors/codes.js'

/** What the page of an error code says besides its meaning, which stands beside the code. In Markdown. */
export interface CodePage {
  /** When it happens, and what comes of it. */
  readonly happens: string
  /** The way out. */
  readonly cure: string
  /** Codes that one may have been looking for. */
  readonly related: readonly ErrorCode[]
}
