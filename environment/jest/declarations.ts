import type { TestSession } from '../../src/session/contract.js'
import type { EnvironmentOptions } from '../../src/session/options.js'

/** How code in Jest's sandbox reaches the environment outside it. */
export interface Declarations {
  /** Whether the tests run already: too late to declare anything. */
  readonly isClosed: boolean
  /** Sets options for the describe block that is being defined, or the file. */
  setOptions(options: EnvironmentOptions): void
  /** Defines a describe block, also where the globals of Jest are not injected. */
  describe(name: string, body: () => void): void
  /** Defines a describe block whose tests are serialised. */
  describeSerialized(name: string, body: () => void): void
  /** Is told how to make the host of a test: by the test's own copy of the package, in its realm. */
  makeHostsBy(make: (session: TestSession) => void): void
}

/** Where the environment puts its `Declarations` on the global object of the sandbox. */
export const declarationsKey = Symbol.for('osaurus-mockhost.jest')
