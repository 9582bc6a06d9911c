/** A comparison that both runners accept beside their own. `undefined`: not mine to judge. */
export type Tester = (actual: unknown, expected: unknown, customTesters: Tester[]) => boolean | undefined

/** What a runner gives a matcher as `this`: the part that Vitest, Jest, `expect` and `@vitest/expect` have in common. */
export interface MatcherContext {
  /** Whether it was called after `.not`. */
  readonly isNot?: boolean
  /** `'resolves'` or `'rejects'` after one of these, else `''` or nothing. */
  readonly promise?: string
  /** Comparisons that the project has added. */
  readonly customTesters?: readonly Tester[]
  /** How the runner prints and compares. */
  readonly utils: {
    matcherHint(name: string, received?: string, expected?: string, options?: HintOptions): string
    readonly EXPECTED_COLOR: (text: string) => string
    readonly RECEIVED_COLOR: (text: string) => string
    readonly iterableEquality: Tester
    readonly subsetEquality: Tester
  }
  /** The comparison of the runner, asymmetric matchers included. */
  equals(actual: unknown, expected: unknown, customTesters?: readonly Tester[]): boolean
}

export interface HintOptions {
  isNot?: boolean
  promise?: string
}

/** What a matcher returns to the runner. Vitest draws a diff of `actual` and `expected`. */
export interface MatcherResult {
  /** Whether the claim holds, `.not` left aside. */
  pass: boolean
  /** Made when the assertion fails. */
  message: () => string
  /** What was there. */
  actual?: unknown
  /** What was wanted. */
  expected?: unknown
}

/** A matcher as `expect.extend` takes it. How it is called stands in `MockHostMatchers`. */
export type Matcher = (
  this: MatcherContext,
  received: unknown,
  ...args: unknown[]
) => MatcherResult | Promise<MatcherResult>
