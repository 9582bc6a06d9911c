import type { ProjectChoice } from './cell.js'
import { coveredFiles, type Style, testFiles, watchedFiles } from './test-files.js'
import { jest, type Transform, transforms, type VitestVersion } from './versions.js'

/** A project as a user would have it, before the packed package is installed into it. */
export interface ProjectRecipe {
  /** Of its folder. */
  readonly name: string
  /** Besides ours. */
  readonly packages: Readonly<Record<string, string>>
  /** Path in the project to text. */
  readonly files: Readonly<Record<string, string>>
  /** For Node itself. */
  readonly nodeArgs: readonly string[]
}

/** What the project of a cell is made of. */
export function recipeOf(project: ProjectChoice): ProjectRecipe {
  return project.runner === 'vitest' ? vitestRecipe(project.version) : jestRecipe(project.transform)
}

function vitestRecipe(version: VitestVersion): ProjectRecipe {
  const style: Style = { runner: 'vitest', format: 'esm', extension: 'js' }
  const packages = { vitest: version, '@vitest/coverage-v8': version, '@vitest/coverage-istanbul': version }
  return {
    name: `vitest ${version}`,
    packages,
    files: {
      ...vitestConfigs(),
      ...testFiles(style),
      ...testFiles({ ...style, hasGlobals: true }, 'globals'),
      ...coveredFiles(style),
      ...watchedFiles(style),
      'fake-timers.js': "import { beforeEach, vi } from 'vitest'\nbeforeEach(() => void vi.useFakeTimers())\n",
    },
    nodeArgs: [],
  }
}

function vitestConfigs(): Record<string, string> {
  const plugin = (options = '', name = 'chatter') => `mockHost({ plugin: './build/lib${name}'${options} })`
  const config = (plugins: string, test: string) => `import { mockHost } from 'osaurus-mockhost/vitest/config'
import { defineConfig } from 'vitest/config'
export default defineConfig({ plugins: [${plugins}], test: { maxWorkers: 2, ${test} } })
`
  const include = "include: ['tests/*.test.js']"
  const own = (name: string) => `{ plugins: [${plugin()}], test: { name: '${name}', ${include} } }`
  return {
    'vitest.config.mjs': config(plugin(), include),
    'globals.config.mjs': config(plugin(), "globals: true, include: ['globals/*.test.js']"),
    'extending.config.mjs': config(
      plugin(),
      `projects: [
  { extends: true, test: { name: 'isolated', ${include} } },
  { extends: true, test: { name: 'not isolated', isolate: false, ${include} } },
]`,
    ),
    'own.config.mjs': config('', `projects: [${own('one')}, ${own('two')}]`),
    'concurrent.config.mjs': config(plugin(', concurrent: true'), include),
    'timers.config.mjs': config(plugin(), `setupFiles: ['./fake-timers.js'], ${include}`),
    'covered.config.mjs': config(
      plugin(),
      "include: ['covered/*.test.js'], coverage: { enabled: true, reporter: ['json-summary'] }",
    ),
    'watched.config.mjs': config(plugin('', 'watched'), "include: ['watched/*.test.js']"),
  }
}

const styles: Readonly<Record<Transform, Style>> = {
  CommonJS: { runner: 'jest', format: 'cjs', extension: 'js' },
  'native ESM': { runner: 'jest', format: 'esm', extension: 'mjs' },
  'ts-jest': { runner: 'jest', format: 'esm', extension: 'ts' },
  '@swc/jest': { runner: 'jest', format: 'esm', extension: 'ts' },
  'babel-jest': { runner: 'jest', format: 'esm', extension: 'js' },
}

const transformers: Readonly<Record<Transform, Readonly<Record<string, unknown>>>> = {
  CommonJS: {},
  'native ESM': {},
  'ts-jest': { '\\.ts$': 'ts-jest' },
  '@swc/jest': { '\\.ts$': '@swc/jest' },
  'babel-jest': { '\\.js$': ['babel-jest', { presets: [['@babel/preset-env', { targets: { node: 'current' } }]] }] },
}

function jestRecipe(transform: Transform): ProjectRecipe {
  const style = styles[transform]
  return {
    name: `jest ${jest} ${transform.replaceAll(/\W+/g, '-')}`,
    packages: { jest, '@jest/globals': jest, expect: jest, ...transforms[transform] },
    files: {
      ...jestConfigs(transform, style),
      ...testFiles(style),
      ...(transform === 'CommonJS' && featureFiles(style)),
      ...(transform === 'ts-jest' && { 'tsconfig.json': tsconfig }),
    },
    nodeArgs: transform === 'native ESM' ? ['--experimental-vm-modules'] : [],
  }
}

function featureFiles(style: Style): Record<string, string> {
  return { ...testFiles({ ...style, hasGlobals: true }, 'globals'), ...coveredFiles(style), ...watchedFiles(style) }
}

function jestConfigs(transform: Transform, { extension }: Style): Record<string, string> {
  const config = (folder: string, more = {}) =>
    `export default ${JSON.stringify(
      {
        testEnvironment: 'osaurus-mockhost/jest-environment',
        testEnvironmentOptions: { plugin: './build/libchatter' },
        testMatch: [`<rootDir>/${folder}/*.test.${extension}`],
        transform: transformers[transform],
        workerIdleMemoryLimit: '4GB',
        ...more,
      },
      undefined,
      2,
    )}\n`
  return {
    'jest.config.mjs': config('tests'),
    'globals.config.mjs': config('globals'),
    'watched.config.mjs': config('watched', {
      testEnvironmentOptions: { plugin: './build/libwatched' },
      roots: ['<rootDir>/watched', '<rootDir>/build'],
      moduleFileExtensions: ['js', 'mjs', 'json', 'node', 'so', 'dylib'],
    }),
    'covered.config.mjs': config('covered', { collectCoverage: true, coverageReporters: ['json-summary'] }),
  }
}

/** The way to find types that knows no `exports`: what ts-jest has had for years. */
const tsconfig = JSON.stringify({
  compilerOptions: {
    target: 'es2022',
    module: 'commonjs',
    moduleResolution: 'node10',
    ignoreDeprecations: '5.0',
    strict: true,
    skipLibCheck: true,
    types: ['node'],
  },
})
