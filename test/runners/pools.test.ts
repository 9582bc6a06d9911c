import { execFile } from 'node:child_process'
import { readFile } from 'node:fs/promises'
import path from 'node:path'
import { promisify } from 'node:util'
import { beforeAll, describe, expect, it } from 'vitest'
import { createProject, type Runner } from './project.js'

// The example's own tests and the 17 assertions of the upstream kit, each in three files, wherever a runner can run them.
const copiesOfEach = 3
const upstreamAssertions = 17

const vitestFiles = {
  'vitest.config.mjs': `import { mockHost } from 'osaurus-mockhost/vitest/config'
export default { plugins: [mockHost({ plugin: './build/libhello' })], test: { maxWorkers: 2 } }`,
}
const upstreamForVitest = `import { isMockHostError, MockHost } from 'osaurus-mockhost'
import { describe, expect, test } from 'vitest'
import { defineUpstreamSuite } from './suite.cjs'
defineUpstreamSuite({ describe, test, expect, MockHost, isMockHostError })`

const jestFiles = {
  'jest.config.cjs': `module.exports = {
  testEnvironment: 'osaurus-mockhost/jest-environment',
  testEnvironmentOptions: { plugin: './build/libhello' },
}`,
}
const upstreamForJest = `const { isMockHostError, MockHost } = require('osaurus-mockhost')
const { defineUpstreamSuite } = require('./suite.cjs')
defineUpstreamSuite({ describe, test, expect, MockHost, isMockHostError })`

const example = path.join(import.meta.dirname, '../../examples/hello-plugin')
const libraryName = `build/libhello.${process.platform === 'darwin' ? 'dylib' : 'so'}`
const copies = { [libraryName]: path.join(example, libraryName) }

beforeAll(async () => {
  await promisify(execFile)(process.execPath, [path.join(example, 'build.mjs')])
})

describe.each<Runner>(['vitest4', 'vitest5'])('%s', (runner) => {
  it('runs the example and the upstream suite in every pool, isolated and not', async () => {
    const hello = await readSource('../../examples/hello-plugin/tests/vitest/hello.test.ts')
    const files = {
      ...vitestFiles,
      ...repeat('hello', '.test.ts', hello),
      ...repeat('upstream', '.test.mjs', upstreamForVitest),
    }
    await using project = await createProject({
      runner,
      files: await withSuite(files),
      copies,
    })
    for (const pool of ['forks', 'threads', 'vmThreads', 'vmForks']) {
      for (const isolate of [true, false]) {
        const run = await project.run([`--pool=${pool}`, `--isolate=${isolate}`])
        expect(summary(run), `${pool}, isolate ${isolate}\n${run.output}`).toEqual(allGreen(11))
      }
    }
  })
})

describe('jest30', () => {
  it('runs the example and the upstream suite in band, in workers and in worker threads', async () => {
    const hello = await readSource('../../examples/hello-plugin/tests/jest/hello.test.js')
    const files = {
      ...jestFiles,
      ...repeat('hello', '.test.js', hello),
      ...repeat('upstream', '.test.js', upstreamForJest),
    }
    await using project = await createProject({
      runner: 'jest30',
      files: await withSuite(files),
      copies,
    })
    // With few and fast files Jest runs in band whatever it is told, unless it is to watch the memory of workers.
    const workers = ['--maxWorkers=2', '--workerIdleMemoryLimit=2GB']
    for (const args of [['--runInBand'], workers, [...workers, '--workerThreads']]) {
      const run = await project.run(args)
      expect(summary(run), `${args.join(' ')}\n${run.output}`).toEqual(allGreen(10))
    }
  })
})

function allGreen(testsOfExample: number) {
  return { passed: copiesOfEach * (testsOfExample + upstreamAssertions), failed: 0, exitCode: 0, notPassed: [] }
}

function summary(run: Awaited<ReturnType<Awaited<ReturnType<typeof createProject>>['run']>>) {
  const { passed, failed, exitCode, tests } = run
  return { passed, failed, exitCode, notPassed: tests.filter(({ state }) => state !== 'passed') }
}

function repeat(name: string, ending: string, text: string): Record<string, string> {
  return Object.fromEntries(Array.from({ length: copiesOfEach }, (_, index) => [`${name}-${index}${ending}`, text]))
}

async function withSuite(files: Readonly<Record<string, string>>): Promise<Record<string, string>> {
  const names = ['suite.cjs', 'second-host.cjs']
  const suite = await Promise.all(names.map(async (name) => [name, await readSource(`../upstream/${name}`)] as const))
  return { ...files, ...Object.fromEntries(suite) }
}

function readSource(file: string): Promise<string> {
  return readFile(path.join(import.meta.dirname, file), 'utf8')
}
