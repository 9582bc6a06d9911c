import type { MockHostMatchers } from '../../matchers/types.js'
import type { ErrorCode } from '../../src/errors/codes.js'
import type { ViolationRule } from '../../src/host/contract.js'
import type { EnvironmentOptions } from '../../src/session/options.js'

/** What a test fails with: the code of an error, a rule, or a matcher. */
export type Report = ErrorCode | ViolationRule | keyof MockHostMatchers

/** A plugin with a planted defect, and the test of its author that must find it. */
export interface Piece {
  /** Also that of the plugin's folder in test/fixtures/plugins/museum. */
  readonly name: string
  /** The body of the test, as an author would write it; `test-file.ts` has what it can use. */
  readonly test: string
  /** The options that the author has set. */
  readonly options?: EnvironmentOptions
  /** What the test fails with: each of these, and nothing else. */
  readonly caughtBy: readonly Report[]
  /** What the message says, so that the author knows where to look. */
  readonly says: RegExp
  /** What else there is to say of the same defect, when `failOn` names everything. */
  readonly follows?: readonly Report[]
  /** Whether it leaves a thread or a lock behind, so that no other test may share its file. */
  readonly isRestless?: true
  /** The only platform on which the file tells what is wrong. */
  readonly platform?: NodeJS.Platform
}

/** A plugin as it is in the museum, or compiled without its defect. */
export type Variant = 'broken' | 'fixed'

/** What `buildPlugins` calls the plugin of a piece. */
export function libraryOf({ name }: Piece, variant: Variant): string {
  return variant === 'fixed' ? `museum_${name}_fixed` : `museum_${name}`
}
