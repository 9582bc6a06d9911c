import path from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { buildPlugins } from '../fixtures/plugins/build.mjs'
import { createProject, type Project, type ProjectOptions, type RunResult } from './project.js'

// Each of the long ones would leave the calls next to nothing, did it count against their time.
const passing = `
const sleep = (ms) => new Promise((resolve) => setTimeout(resolve, ms))
const call = () => plugin.invoke('sleep_ms', { ms: 250 })
describe('a long beforeEach', () => {
  beforeEach(() => sleep(350))
  test('leaves a test its time', call, 1000)
  let attempts = 0
  retried('leaves each attempt its time', async () => {
    await call()
    if (attempts++ === 0) throw new Error('the first attempt fails')
  }, 1000)
})
describe('a long test', () => {
  afterEach(call)
  test('leaves its afterEach the time of a hook', () => sleep(350), 1000)
})
describe('a long hook', () => {
  beforeEach(() => sleep(350))
  beforeEach(call)
  test('leaves the next one its time', () => {}, 1000)
})
test('a short limit leaves a call most of it', () => plugin.invoke('sleep_ms', { ms: 200 }), 500)
`

const hanging = `
beforeEach(() => new Promise((resolve) => setTimeout(resolve, 350)))
test('hangs after a long beforeEach', () => plugin.invoke('hang'), 1000)
`

const failing = `
test('fails at once', () => { expect(1).toBe(2) })
`

const vitestImports = `import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { plugin } from 'osaurus-mockhost'
const retried = (name, body, timeout) => test(name, { retry: 1, timeout }, body)
`

const jestImports = `const { plugin } = require('osaurus-mockhost')
jest.retryTimes(1)
const retried = test
`

const vitestConfig = `import { defineConfig } from 'vitest/config'
import { mockHost } from 'osaurus-mockhost/vitest/config'
export default defineConfig({ plugins: [mockHost({ plugin: './libchatter' })] })
`

const made: Project[] = []
afterAll(() => Promise.all(made.map((project) => project.dispose())))

async function project(options: ProjectOptions): Promise<Project> {
  const { chatter = '' } = await buildPlugins(['chatter'])
  const one = await createProject({ ...options, copies: { [path.basename(chatter)]: chatter } })
  made.push(one)
  return one
}

function describeLimits(result: () => RunResult): void {
  const outcomeOf = (name: string) => result().tests.find((test) => test.name.endsWith(name))

  it.each([
    'a long beforeEach leaves a test its time',
    'a long beforeEach leaves each attempt its time',
    'a long test leaves its afterEach the time of a hook',
    'a long hook leaves the next one its time',
    'a short limit leaves a call most of it',
  ])('%s', (name) => {
    expect(outcomeOf(name)).toMatchObject({ state: 'passed' })
  })

  it('a call that hangs after a long hook is given up before the test is', () => {
    expect(outcomeOf('hangs after a long beforeEach')?.messages.join()).toMatch(
      /CALL_TIMED_OUT: invoke "hang" did not return within \d+ ms\./,
    )
  })
}

describe.each(['vitest4', 'vitest5'] as const)('%s', (runner) => {
  let one: Project
  beforeAll(async () => {
    one = await project({
      runner,
      files: {
        'vitest.config.mjs': vitestConfig,
        'passing.test.mjs': vitestImports + passing,
        'hanging.test.mjs': vitestImports + hanging,
        'failing.test.mjs': vitestImports + failing,
      },
    })
  })

  describe.each(['forks', 'vmThreads'])('in %s', (pool) => {
    let result: RunResult
    beforeAll(async () => {
      result = await one.run([`--pool=${pool}`])
    })

    describeLimits(() => result)

    it('a test that fails has no frame of ours in its stack', () => {
      const [, told = ''] = /FAIL .* fails at once\n([\s\S]*?)⎯⎯/.exec(result.output) ?? []
      expect(told.split('\n').filter((line) => line.includes('❯'))).toEqual([
        expect.stringMatching(/❯ failing\.test\.mjs:\d+:\d+$/),
      ])
    })
  })
})

describe('jest30', () => {
  let result: RunResult
  beforeAll(async () => {
    const options = `{ testEnvironment: 'osaurus-mockhost/jest-environment', testEnvironmentOptions: { plugin: './libchatter' } }`
    const one = await project({
      runner: 'jest30',
      files: {
        'jest.config.js': `module.exports = ${options}`,
        'passing.test.js': jestImports + passing,
        'hanging.test.js': jestImports + hanging,
      },
    })
    result = await one.run(['-i'])
  })

  describeLimits(() => result)
})
