import { type JestEnvironmentClass, loadNodeEnvironment } from '../jest/base-environment.js'
import { createEnvironment } from '../jest/create-environment.js'

export type { EnvironmentOptions, FailOn } from '../../src/session/options.js'
export { createEnvironment }

/**
 * The test environment for Jest: node's, with a host for every test.
 *
 * @example
 * // jest.config.js
 * module.exports = { testEnvironment: 'osaurus-mockhost/jest-environment' }
 */
export const TestEnvironment: JestEnvironmentClass = createEnvironment(loadNodeEnvironment())
export default TestEnvironment
