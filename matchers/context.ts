/** A comparison that both runners accept beside their own. `undefined`: not mine to judge. */
export type Tester = (actual: unknown, expected: unknown, customTesters: Tester[]) => boolean | undefined

/** What a runner gives a matcher as `this`: the part that Vitest, Jest, `expect` and `@vitest/expect` have in common. */
export interface MatcherContext {
  readonly isNot?: boolean
  readonly promise?: string
  readonly customTesters?: readonly Tester[]
  readonly utils: {
    matcherHint(name: string, received?: string, expected?: string, options?: HintOptions): string
    readonly EXPECTED_COLOR: (text: string) => string
    readonly RECEIVED_COLOR: (text: string) => string
    readonly iterableEquality: Tester
    readonly subsetEquality: Tester
  }
  equals(actual: unknown, expected: unknown, customTesters?: readonly Tester[]): boolean
}

export interface HintOptions {
  isNot?: boolean
  promise?: string
}

/** What a matcher returns to the runner. Vitest draws a diff of `actual` and `expected`. */
export interface MatcherResult {
  pass: boolean
  message: () => string
  actual?: unknown
  expected?: unknown
}

/** A matcher as `expect.extend` takes it. How it is called stands in `MockHostMatchers`. */
export type Matcher = (
  this: MatcherContext,
  received: unknown,
  ...args: unknown[]
) => MatcherResult | Promise<MatcherResult>
