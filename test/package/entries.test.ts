import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createProject, type Project } from '../runners/project.js'
import { type Ending, runLimited } from '../runners/run-limited.js'

const withoutRunner = ['osaurus-mockhost', 'osaurus-mockhost/matchers', 'osaurus-mockhost/vitest/config']
const forJest = ['osaurus-mockhost/jest-environment', 'osaurus-mockhost/jest-reporter']

let project: Project
beforeAll(async () => {
  project = await createProject({ runner: 'jest30', files: {} })
})
afterAll(() => project.dispose())

describe('outside a runner', () => {
  it.each([...withoutRunner, ...forJest])('%s can be imported and required', async (entry) => {
    const imported = await evaluate(`import('${entry}').then((it) => console.log(Object.keys(it).length > 0))`)
    const required = await evaluate(`console.log(typeof require('${entry}'))`)
    expect(imported, imported.output).toMatchObject({ exitCode: 0, stdout: 'true\n', stderr: '' })
    expect(required, required.output).toMatchObject({ exitCode: 0, stderr: '' })
  })

  it('package.json is open to tools', async () => {
    const read = await evaluate(`console.log(require('osaurus-mockhost/package.json').name)`)
    expect(read).toMatchObject({ exitCode: 0, stdout: 'osaurus-mockhost\n' })
  })
})

function evaluate(code: string): Promise<Ending> {
  const env = { PATH: process.env.PATH }
  return runLimited({ file: process.execPath, args: ['-e', code], cwd: project.folder, env, timeout: 30_000 })
}
