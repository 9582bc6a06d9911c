import type { EnvironmentOptions } from '../../src/session/options.js'
import type { Runner } from '../runners/project.js'

/** Everything that can make a test fail at its end. */
export const failOnEverything = ['drops', 'badFrees', 'violations', 'leaks', 'leftovers'] as const

/** Milliseconds for a test: the machine may be busy. */
const patience = 20_000

/** The configuration of a project. */
export function configFile(runner: Runner, options: EnvironmentOptions = {}): Record<string, string> {
  const text = JSON.stringify(options)
  if (runner === 'jest30') {
    const environment = `testEnvironment: 'osaurus-mockhost/jest-environment', testEnvironmentOptions: ${text}`
    return { 'jest.config.cjs': `module.exports = { ${environment}, testTimeout: ${patience} }\n` }
  }
  const imports = `import { mockHost } from 'osaurus-mockhost/vitest/config'\n`
  const config = `{ plugins: [mockHost(${text})], test: { testTimeout: ${patience} } }`
  return { 'vitest.config.mjs': `${imports}export default ${config}\n` }
}
