/** A test, as jest-circus keeps it. */
export interface CircusTest {
  readonly type: 'test'
  readonly name: string
  readonly parent: DescribeBlock
  readonly concurrent: boolean
  readonly timeout?: number | undefined
  readonly errors: unknown[]
  /** Whether it is one of `test.failing`. */
  readonly failing?: boolean | undefined
  /** Made where the test was, for its place. */
  readonly asyncError?: unknown
  fn?: CircusFunction | undefined
}

export interface CircusHook {
  readonly type: 'beforeAll' | 'beforeEach' | 'afterEach' | 'afterAll'
  readonly timeout?: number | undefined
  fn: CircusFunction
}

export type CircusFunction = (this: unknown, ...args: unknown[]) => unknown

/** A describe block; the outermost one is the file. */
export interface DescribeBlock {
  readonly type: 'describeBlock'
  readonly name: string
  readonly parent?: DescribeBlock | undefined
  readonly children: readonly (DescribeBlock | CircusTest)[]
  readonly hooks: readonly CircusHook[]
}

export interface CircusState {
  readonly rootDescribeBlock: DescribeBlock
  readonly currentDescribeBlock: DescribeBlock
  readonly hasStarted: boolean
  readonly testTimeout: number
  /** Errors that fail the file, though none of its tests. */
  readonly unhandledErrors: unknown[]
}

/** Functions that Jest gives to the tests, in their realm. */
export interface RuntimeGlobals {
  readonly expect: { extend(matchers: object): void }
  readonly describe: (name: string, body: () => void) => void
}

/**
 * The events of jest-circus that the environment handles; there are others. Written out here, so that our
 * declarations do not need `@jest/types`, which only Jest's own packages can resolve.
 */
export type CircusEvent =
  | { readonly name: 'setup'; readonly runtimeGlobals: RuntimeGlobals }
  | { readonly name: 'run_start' | 'run_finish' }
  | { readonly name: 'test_started' | 'test_fn_start' | 'test_done'; readonly test: CircusTest }
  | { readonly name: 'hook_start'; readonly hook: CircusHook }

/** Title of a test with those of its describe blocks: `'webhook > persists the token'`. */
export function fullName({ name, parent }: CircusTest): string {
  const names = [name]
  for (let block = parent; block.parent !== undefined; block = block.parent) names.unshift(block.name)
  return names.join(' > ')
}
