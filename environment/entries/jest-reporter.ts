import { DeathReporter } from '../jest/death-reporter.js'

// By name as well: with a default alone, the types of `require` would be those of the class itself.
export { DeathReporter }

/**
 * A reporter for Jest, beside its own: tells at the end of a run of the processes that died in it. Without it a process that a
 * signal has ended is told of by the next test file, or by the next run.
 *
 * @example
 * // jest.config.js
 * module.exports = {
 *   testEnvironment: 'osaurus-mockhost/jest-environment',
 *   reporters: ['default', 'osaurus-mockhost/jest-reporter'],
 * }
 */
export default DeathReporter
