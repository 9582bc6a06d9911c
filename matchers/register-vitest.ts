import { expect } from 'vitest'
import * as matchers from './index.js'
import type { AsymmetricHostMatchers, MockHostMatchers } from './types.js'

// No parameters: Vitest 4 has one, Vitest 5 two, and a declaration without any merges with both. One result in both, and
// the one that Jest's assertions have: `expect` of Vitest extends both of these, and its assertions those of Jest.
declare module 'vitest' {
  interface Matchers extends MockHostMatchers<void> {}
  interface AsymmetricMatchersContaining extends AsymmetricHostMatchers<void> {}
}

expect.extend(matchers)
