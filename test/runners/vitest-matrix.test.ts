import path from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { buildPlugins } from '../fixtures/plugins/build.mjs'
import { createProject, type Project } from './project.js'

const cases = path.join(import.meta.dirname, 'cases/vitest-green')

// Every case holds in every pool, with and without isolation, while two workers share the files.
describe.each(['vitest4', 'vitest5'] as const)('%s', (runner) => {
  let project: Project
  beforeAll(async () => {
    const { chatter = '' } = await buildPlugins(['chatter'])
    const copies = { '.': cases, [`build/${path.basename(chatter)}`]: chatter }
    project = await createProject({ runner, files: {}, copies })
  })
  afterAll(() => project.dispose())

  const pools = ['forks', 'threads', 'vmForks', 'vmThreads'].flatMap((pool) =>
    [true, false].map((isolate) => ({ pool, isolate })),
  )
  it.each(pools)('$pool, isolate: $isolate', async ({ pool, isolate }) => {
    const env = pool === 'forks' && isolate ? { ONE_FILE_A_PROCESS: 'yes' } : {}
    const result = await project.run([`--pool=${pool}`, `--isolate=${isolate}`], { env })
    const unexpected = result.tests
      .filter(({ state }) => state === 'failed')
      .map(({ name, messages }) => [name, messages])
    expect(unexpected, result.output).toEqual([])
    expect(result.json?.testResults.filter(({ status }) => status !== 'passed')).toEqual([])
    expect(result, result.output).toMatchObject({ exitCode: 0, failed: 0, skipped: 1, timedOut: false })
  })
})
