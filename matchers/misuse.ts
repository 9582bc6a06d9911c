import type { DetailRow } from '../src/errors/mockhost-error.js'
import { MockHostError } from '../src/errors/mockhost-error.js'

/** How a matcher is used, for the message when it was used otherwise. */
export interface Usage {
  readonly name: string
  /** A call that works: `expect(host).toHaveReadConfig('token')`. */
  readonly example: string
}

export interface Misuse {
  readonly message: string
  readonly details?: readonly DetailRow[]
  readonly fix?: string
}

/** Ends the test, under `.not` as well: a matcher that was misused has no result. */
export function misuse({ name, example }: Usage, { message, details = [], fix }: Misuse): never {
  throw new MockHostError({
    code: 'MATCHER_MISUSE',
    message: `${name} ${message}`,
    details: fix === undefined ? details : [...details, ['example', example]],
    fix: fix ?? `call it like this: ${example}`,
  })
}
