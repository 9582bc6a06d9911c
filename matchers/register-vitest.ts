import { expect } from 'vitest'
import * as matchers from './index.js'
import type { AsymmetricHostMatchers, MockHostMatchers } from './types.js'

// No parameters: Vitest 4 has one, Vitest 5 two, and a declaration without any merges with both.
declare module 'vitest' {
  // biome-ignore lint/suspicious/noExplicitAny: what an assertion returns is `void` or a Promise of it, as the runner says
  interface Matchers extends MockHostMatchers<any> {}
  interface AsymmetricMatchersContaining extends AsymmetricHostMatchers {}
}

expect.extend(matchers)
