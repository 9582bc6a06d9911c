import { createProject } from '../../runners/project.js'
import { checkTypes, tsconfig } from './check-types.js'
import { compose, docblockOf, transpile } from './compose.js'
import { buildExamples, inFolders } from './examples.js'
import { configFiles, configFolder, sourceFiles, toRun } from './project-files.js'
import { type CodeRun, readOutcomes } from './read-outcomes.js'
import { nameOf, type Sample } from './sample.js'

/** Type-checks samples and runs them in one run of Jest, in which each configuration is a project. */
export async function runInJest(samples: readonly Sample[]): Promise<CodeRun> {
  const tests = toRun(samples, 'tests')
  const configs = toRun(samples, 'config')
  const folders = ['run', ...configs.map(configFolder)]
  await using project = await createProject({
    runner: 'jest30',
    packages: ['@types/node', '@types/jest'],
    files: {
      'tsconfig.json': tsconfig(['node', 'jest']),
      'matchers.d.ts': `import 'osaurus-mockhost/jest'\n`,
      'run/jest.config.cjs': configuration,
      ...sourceFiles(samples),
      ...Object.fromEntries(tests.map((one) => [`run/${nameOf(one)}.test.js`, testFile(one)])),
      ...configFiles(configs),
    },
    copies: inFolders(await buildExamples(), folders),
  })
  const [types, ran] = await Promise.all([
    checkTypes(project, samples),
    project.run(['--testMatch=**/*.test.js', '--projects', ...folders]),
  ])
  const outcomes = readOutcomes(ran, [...tests, ...configs], 'run')
  return { problems: [...types, ...outcomes.problems], printed: outcomes.printed }
}

function testFile(sample: Sample): string {
  return docblockOf(sample) + transpile(compose(sample), 'cjs')
}

const configuration = `module.exports = {
  testEnvironment: 'osaurus-mockhost/jest-environment',
  testEnvironmentOptions: { plugin: './build/libhello' },
  testTimeout: 20_000,
}
`
