import { readFile } from 'node:fs/promises'
import { describe, expect, it } from 'vitest'
import { createProject, type Runner } from './project.js'

const assertions = 17

const vitestFiles = {
  'vitest.config.mjs': `import { mockHost } from 'osaurus-mockhost/vitest/config'
export default { plugins: [mockHost()] }`,
  'upstream.test.mjs': `import { isMockHostError, MockHost } from 'osaurus-mockhost'
import { describe, expect, test } from 'vitest'
import { defineUpstreamSuite } from './suite.cjs'
defineUpstreamSuite({ describe, test, expect, MockHost, isMockHostError })`,
}

const jestFiles = {
  'jest.config.cjs': `module.exports = { testEnvironment: 'osaurus-mockhost/jest-environment' }`,
  'upstream.test.cjs': `const { isMockHostError, MockHost } = require('osaurus-mockhost')
const { defineUpstreamSuite } = require('./suite.cjs')
defineUpstreamSuite({ describe, test, expect, MockHost, isMockHostError })`,
}

describe('the upstream suite', () => {
  it.each<[Runner, Readonly<Record<string, string>>]>([
    ['vitest4', vitestFiles],
    ['vitest5', vitestFiles],
    ['jest30', jestFiles],
  ])('passes in %s', async (runner, files) => {
    const suite = ['suite.cjs', 'second-host.cjs'].map(async (name) => {
      return [name, await readFile(new URL(`../upstream/${name}`, import.meta.url), 'utf8')] as const
    })
    await using project = await createProject({
      runner,
      files: { ...files, ...Object.fromEntries(await Promise.all(suite)) },
    })
    const run = await project.run()
    expect(run.tests.filter(({ state }) => state !== 'passed')).toEqual([])
    expect({ passed: run.passed, failed: run.failed, exitCode: run.exitCode }).toEqual({
      passed: assertions,
      failed: 0,
      exitCode: 0,
    })
  })
})
