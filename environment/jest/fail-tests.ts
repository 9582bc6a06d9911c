import { recordedName } from '../../src/session/flight/read-flight.js'
import { type CircusTest, type DescribeBlock, fullName } from './circus.js'

/**
 * Has the tests of those names fail with `error` instead of running. Result: whether there is one.
 *
 * @param names as a flight recorder has them
 */
export function failTests(block: DescribeBlock, names: readonly string[], error: Error): boolean {
  const found = testsIn(block).filter((test) => names.includes(recordedName(fullName(test))))
  for (const test of found) {
    test.fn = () => {
      throw error
    }
  }
  return found.length > 0
}

function testsIn(block: DescribeBlock): readonly CircusTest[] {
  return block.children.flatMap((child) => (child.type === 'test' ? [child] : testsIn(child)))
}
