import { execFile } from 'node:child_process'
import { readFile } from 'node:fs/promises'
import path from 'node:path'
import { promisify } from 'node:util'
import { beforeAll, describe, expect, it } from 'vitest'
import { buildPlugins } from '../fixtures/plugins/build.mjs'
import { createProject, type ProjectOptions, type Runner } from './project.js'

const extension = process.platform === 'darwin' ? 'dylib' : 'so'
const examples = path.join(import.meta.dirname, '../../examples')
const versions = [2, 3, 4, 5, 6]

/** Each example with each version that its tests hold for. */
const runs = [
  ...versions.map((abiVersion) => ({ name: 'hello', abiVersion, packages: [] })),
  { name: 'notes', abiVersion: 5, packages: ['@photostructure/sqlite'] },
]

const body = `
acrossAbiVersions((abiVersion) => {
  test('the host has that version', async () => {
    expect(host.api.version).toBe(abiVersion)
    expect(await plugin.invoke('every_slot')).toSucceed()
    expect(host.calls.to('log_structured').length > 0).toBe(abiVersion >= 5)
  })
})
acrossAbiVersions((abiVersion) => {
  describe('in a describe block', () => {
    test('too', () => expect([abiVersion, host.api.version]).toEqual([4, 4]))
  })
}, [4])
test('and outside it is the newest', () => expect(host.api.version).toBe(6))
describe('wrong versions', () => {
  const errors = [[], [7], [0], 'all'].map((wrong) => {
    try { acrossAbiVersions(() => {}, wrong) } catch (error) { return error.code }
  })
  test('are refused', () => expect(errors).toEqual(Array(4).fill('INVALID_ARGUMENT')))
})
`

const vitestConfig = (plugin: string, options = '') =>
  `import { mockHost } from 'osaurus-mockhost/vitest/config'
export default { plugins: [mockHost({ plugin: '${plugin}'${options} })] }`
const jestConfig = (plugin: string, options = '') => `module.exports = {
  testEnvironment: 'osaurus-mockhost/jest-environment',
  testEnvironmentOptions: { plugin: '${plugin}'${options} },
}`

function filesFor(runner: Runner, plugin: string, options?: string): Record<string, string> {
  if (runner === 'jest30') return { 'jest.config.cjs': jestConfig(plugin, options) }
  return { 'vitest.config.mjs': vitestConfig(plugin, options) }
}

async function runOnce(options: ProjectOptions) {
  await using project = await createProject(options)
  const { passed, failed, exitCode, output } = await project.run()
  return { passed, failed, exitCode, output }
}

beforeAll(async () => {
  for (const name of ['hello', 'notes']) {
    await promisify(execFile)(process.execPath, [path.join(examples, `${name}-plugin/build.mjs`)])
  }
})

describe.each<Runner>(['vitest4', 'vitest5', 'jest30'])('%s', (runner) => {
  const isJest = runner === 'jest30'

  it('runs the tests of acrossAbiVersions once with each version', async () => {
    const { chatter = '' } = await buildPlugins(['chatter'])
    const imports = isJest
      ? `const { host, plugin } = require('osaurus-mockhost')
const { acrossAbiVersions } = require('osaurus-mockhost/jest')`
      : `import { describe, expect, test } from 'vitest'
import { host, plugin } from 'osaurus-mockhost'
import { acrossAbiVersions } from 'osaurus-mockhost/vitest'`
    const result = await runOnce({
      runner,
      files: { ...filesFor(runner, './libchatter'), [`versions.test.${isJest ? 'js' : 'mjs'}`]: imports + body },
      copies: { [path.basename(chatter)]: chatter },
    })
    expect(result, result.output).toMatchObject({ passed: versions.length + 3, failed: 0, exitCode: 0 })
  })

  it.each(runs)('runs the tests of the example $name with version $abiVersion', async (run) => {
    const { name, abiVersion, packages } = run
    const example = path.join(examples, `${name}-plugin`)
    const test = isJest ? `jest/${name}.test.js` : `vitest/${name}.test.ts`
    const library = `build/lib${name}.${extension}`
    const result = await runOnce({
      runner,
      files: {
        ...filesFor(runner, `./build/lib${name}`, `, abiVersion: ${abiVersion}`),
        [path.basename(test)]: await readFile(path.join(example, 'tests', test), 'utf8'),
      },
      copies: { [library]: path.join(example, library) },
      packages,
    })
    expect(result, result.output).toMatchObject({ failed: 0, exitCode: 0 })
    expect(result.passed).toBeGreaterThan(8)
  })
})
