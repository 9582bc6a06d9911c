import path from 'node:path'
import { createProject } from '../../runners/project.js'
import { checkTypes, tsconfig } from './check-types.js'
import { compose, transpile } from './compose.js'
import { buildExamples, inFolders } from './examples.js'
import { configFiles, configFolder, sourceFiles, toRun } from './project-files.js'
import { type CodeRun, readOutcomes } from './read-outcomes.js'
import { problemsOf, runProgram } from './run-program.js'
import { nameOf, type Sample } from './sample.js'

/** Type-checks samples and runs them: tests in one run of Vitest, programs and configurations in a process each. */
export async function runInVitest(samples: readonly Sample[]): Promise<CodeRun> {
  const tests = toRun(samples, 'tests')
  const scripts = toRun(samples, 'script')
  const configs = toRun(samples, 'config')
  const libraries = await buildExamples()
  await using project = await createProject({
    runner: 'vitest4',
    packages: ['@types/node', '@photostructure/sqlite'],
    files: {
      'package.json': '{ "name": "samples", "private": true, "type": "module" }',
      'vitest.config.mjs': configuration,
      'tsconfig.json': tsconfig(['node']),
      'matchers.d.ts': `import 'osaurus-mockhost/vitest'\n`,
      ...sourceFiles(samples),
      ...Object.fromEntries(scripts.map((one) => [`run/${nameOf(one)}.mjs`, transpile(compose(one), 'esm')])),
      ...configFiles(configs),
    },
    copies: {
      'run-scripts.mjs': path.join(import.meta.dirname, 'run-scripts.mjs'),
      'run-configs.mjs': path.join(import.meta.dirname, 'run-configs.mjs'),
      ...libraries,
      ...inFolders(libraries, configs.map(configFolder)),
    },
  })
  const [types, ran, said, loaded] = await Promise.all([
    checkTypes(project, samples),
    project.run(),
    runProgram(project, 'run-scripts.mjs', scripts),
    runProgram(project, 'run-configs.mjs', configs),
  ])
  const outcomes = readOutcomes(ran, tests, '|alone| alone')
  const printed = scripts.map((script, at): [Sample, string] => [script, said[at]?.output ?? ''])
  return {
    problems: [...types, ...outcomes.problems, ...problemsOf(scripts, said), ...problemsOf(configs, loaded)],
    printed: new Map([...outcomes.printed, ...printed]),
  }
}

/** Those whose output is shown have a process each, so that hosts and threads have the same numbers in every run. */
const configuration = `import { mockHost } from 'osaurus-mockhost/vitest/config'
export default {
  plugins: [mockHost({ plugin: './build/libhello' })],
  test: {
    testTimeout: 20_000,
    projects: [
      { extends: true, test: { name: 'together', include: ['samples/**/*.test.{ts,js}'], isolate: false } },
      { extends: true, test: { name: 'alone', include: ['alone/**/*.test.{ts,js}'] } },
    ],
  },
}
`
