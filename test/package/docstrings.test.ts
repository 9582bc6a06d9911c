import ts from 'typescript5'
import { beforeAll, describe, expect, it } from 'vitest'
import { createProject } from '../runners/project.js'
import { exampleFiles, exampleTests } from './examples.js'
import { type PublicName, readPublicNames } from './public-api.js'
import { findTypeErrors } from './type-errors.js'

/** Whose methods have an example each. */
const main = /^(MockHost|Plugin|SlotAnswers|VoidSlotAnswers|MockHostMatchers)\.\w/

let names: readonly PublicName[]
beforeAll(() => {
  names = readPublicNames()
})

describe('everything public', () => {
  it('has a docstring', () => {
    expect(names.filter(({ text }) => text.trim() === '').map(({ name }) => name)).toEqual([])
  })

  it('has an example where it is called or made: functions, classes, matchers, methods of host and plugin', () => {
    const called = names.filter(
      ({ name, kind }) => ['function', 'class', 'matcher'].includes(kind) || (kind === 'method' && main.test(name)),
    )
    expect(called.length).toBeGreaterThan(50)
    expect(called.filter(({ examples }) => examples.length === 0).map(({ name }) => name)).toEqual([])
  })

  it('has examples that TypeScript takes', async () => {
    const files = exampleFiles(names)
    expect(Object.keys(files).length).toBeGreaterThan(80)
    await using project = await createProject({
      runner: 'vitest4',
      packages: ['@types/node'],
      files: { 'package.json': '{ "name": "project", "private": true, "type": "module" }', ...files },
    })
    const { NodeNext } = ts.ModuleKind
    const options = {
      module: NodeNext,
      target: ts.ScriptTarget.ES2022,
      strict: true,
      types: ['node', 'vitest/globals'],
    }
    expect(findTypeErrors({ folder: project.folder, files: Object.keys(files), options })).toEqual([])
  })

  it('has examples that run, as far as they need no plugin', async () => {
    await using project = await createProject({
      runner: 'vitest4',
      packages: ['@photostructure/sqlite'],
      files: {
        'vitest.config.mjs': `import { mockHost } from 'osaurus-mockhost/vitest/config'
          export default { plugins: [mockHost()] }`,
        'examples.test.ts': exampleTests(names),
      },
    })
    const run = await project.run()
    expect(run, run.output).toMatchObject({ exitCode: 0, failed: 0 })
    expect(run.passed).toBeGreaterThan(20)
  })
})
