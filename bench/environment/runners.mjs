import { library } from '../library.mjs'

/**
 * @typedef {object} Runner one worker and nothing in parallel, so that runs are comparable
 * @property {string} name as rows say it
 * @property {string} workspace below test/runners, which has the version
 * @property {Readonly<Record<string, string>>} files the configurations `plain` and `with-hosts`
 * @property {string} ending of test files
 * @property {string} prelude what every test file begins with, as the runner has it by default
 * @property {(names: string, module: string) => string} importLine
 * @property {(run: { config: string, tests: string }) => string[]} command arguments of Node, from the project's
 *   folder; `tests` is a folder
 */

const options = `{ plugin: ${JSON.stringify(library)} }`

const vitestSettings = 'test: { maxWorkers: 1, fileParallelism: false }'

/** @type {Runner} */
export const vitest = {
  name: 'Vitest',
  workspace: 'vitest4',
  files: {
    'plain.config.mjs': `export default { ${vitestSettings} }\n`,
    'with-hosts.config.mjs': `import { mockHost } from 'osaurus-mockhost/vitest/config'
export default { plugins: [mockHost(${options})], ${vitestSettings} }\n`,
  },
  ending: 'test.mjs',
  prelude: "import { test } from 'vitest'\n",
  importLine: (names, module) => `import { ${names} } from '${module}'\n`,
  command: ({ config, tests }) => [
    'node_modules/vitest/vitest.mjs',
    ...['run', `--config=${config}.config.mjs`, `${tests}/`],
  ],
}

const jestSettings = "transform: {}, testMatch: ['**/*.test.cjs'], verbose: false, watchman: false"

/** @type {Runner} */
export const jest = {
  name: 'Jest',
  workspace: 'jest30',
  files: {
    'plain.config.cjs': `module.exports = { testEnvironment: 'node', ${jestSettings} }\n`,
    'with-hosts.config.cjs': `module.exports = {
  testEnvironment: 'osaurus-mockhost/jest-environment',
  testEnvironmentOptions: ${options},
  ${jestSettings},
}\n`,
  },
  ending: 'test.cjs',
  prelude: '',
  importLine: (names, module) => `const { ${names} } = require('${module}')\n`,
  command: ({ config, tests }) => [
    'node_modules/jest/bin/jest.js',
    ...['--runInBand', '--cacheDirectory=cache', `--config=${config}.config.cjs`, `${tests}/`],
  ],
}
