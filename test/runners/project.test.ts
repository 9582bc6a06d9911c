import { existsSync, lstatSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { afterEach, describe, expect, it } from 'vitest'
import { createProject, type Project, type Runner } from './project.js'

const runners: readonly { runner: Runner; imports: string; version: RegExp; name: string }[] = [
  { runner: 'vitest4', name: 'vitest', version: /^4\.1\./, imports: `import { expect, test } from 'vitest'` },
  { runner: 'vitest5', name: 'vitest', version: /^5\./, imports: `import { expect, test } from 'vitest'` },
  { runner: 'jest30', name: 'jest', version: /^30\./, imports: '' },
]

const made: Project[] = []
afterEach(async () => {
  for (const project of made.splice(0)) await project.dispose()
})

async function projectWith(runner: Runner, files: Record<string, string>): Promise<Project> {
  const project = await createProject({ runner, files })
  made.push(project)
  return project
}

describe.each(runners)('a project with $runner', ({ runner, imports, name, version }) => {
  it('counts a test that passes and one that fails', async () => {
    const project = await projectWith(runner, {
      'one.test.js': `${imports}\ntest('one', () => expect(1).toBe(1))\ntest('two', () => expect(1).toBe(2))`,
    })
    const result = await project.run()
    expect(result).toMatchObject({ exitCode: 1, passed: 1, failed: 1, skipped: 0, timedOut: false })
    expect(result.tests.map(({ name: title, state }) => [title, state])).toEqual([
      ['one', 'passed'],
      ['two', 'failed'],
    ])
    expect(result.output).toContain('one.test.js')
  })

  it('has the runner of its workspace and a real copy of the package', async () => {
    const project = await projectWith(runner, {})
    const modules = path.join(project.folder, 'node_modules')
    expect(versionOf(path.join(modules, name))).toMatch(version)
    expect(lstatSync(path.join(modules, 'osaurus-mockhost')).isSymbolicLink()).toBe(false)
    expect(existsSync(path.join(modules, 'osaurus-mockhost/dist/index.mjs'))).toBe(true)
    await project.dispose()
    expect(existsSync(project.folder)).toBe(false)
  })

  it('is killed with all its processes when it takes too long', async () => {
    const project = await projectWith(runner, {
      'hang.test.js': `${imports}\ntest('hangs', () => { for (;;); })`,
    })
    expect(await project.run([], { timeout: 4_000 })).toMatchObject({ timedOut: true, signal: 'SIGKILL', passed: 0 })
  })
})

function versionOf(folder: string): string {
  return JSON.parse(readFileSync(path.join(folder, 'package.json'), 'utf8')).version
}
