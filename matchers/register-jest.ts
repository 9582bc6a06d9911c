import type {} from 'expect'
import type { Matcher } from './context.js'
import * as matchers from './index.js'
import type { AsymmetricHostMatchers, MockHostMatchers } from './types.js'

declare module 'expect' {
  interface Matchers<R> extends MockHostMatchers<R> {}
  interface AsymmetricMatchers extends AsymmetricHostMatchers {}
}

declare global {
  // The names of @types/jest, for those who use its globals.
  namespace jest {
    // biome-ignore lint/complexity/noBannedTypes: declarations that merge must have the same parameters and defaults
    interface Matchers<R, T = {}> extends MockHostMatchers<R> {}
    interface Expect extends AsymmetricHostMatchers {}
    interface InverseAsymmetricMatchers extends AsymmetricHostMatchers {}
  }
}

/**
 * Adds the matchers to an `expect` of Jest. It is handed in, since only the code that runs in the
 * realm of the test can reach it.
 *
 * @example
 * registerMatchers(event.runtimeGlobals.expect)
 */
export function registerMatchers(expect: { extend(matchers: Record<string, Matcher>): void }): void {
  expect.extend({ ...matchers })
}
