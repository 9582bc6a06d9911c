import type { CircusFunction, CircusTest, DescribeBlock } from './circus.js'

/** Runs functions of tests where they belong. */
export interface FunctionRunner {
  /** Runs `body`, the function of `test`. */
  runTest<R>(test: CircusTest, body: () => R): R
  /** Runs `body`, a `beforeEach` or `afterEach` of the test in progress. */
  runHook<R>(body: () => R): R
}

/**
 * Has every test and every hook of tests below `block` run by `runner`. Once for the whole file: jest-circus
 * accepts no more of either when it has started. `beforeAll` and `afterAll` belong to no test.
 */
export function wrapFunctions(block: DescribeBlock, runner: FunctionRunner): void {
  for (const hook of block.hooks) {
    const isOfTest = hook.type === 'beforeEach' || hook.type === 'afterEach'
    if (isOfTest) hook.fn = wrap(hook.fn, (body) => runner.runHook(body))
  }
  for (const child of block.children) {
    if (child.type === 'describeBlock') wrapFunctions(child, runner)
    else if (child.fn !== undefined) child.fn = wrap(child.fn, (body) => runner.runTest(child, body))
  }
}

/** Keeps `this`, and the length, by which jest-circus sees that a function takes a `done` callback. */
function wrap(fn: CircusFunction, run: (body: () => unknown) => unknown): CircusFunction {
  if (isGenerator(fn)) return fn // jest-circus drives those step by step; theirs is found as the only running test.
  const wrapper: CircusFunction = function (...args) {
    return run(() => fn.apply(this, args))
  }
  return Object.defineProperty(wrapper, 'length', { value: fn.length })
}

function isGenerator(fn: CircusFunction): boolean {
  return Object.prototype.toString.call(fn) === '[object GeneratorFunction]'
}
