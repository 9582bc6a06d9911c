import { readFileSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, it } from 'vitest'
import { configFile } from '../museum/config-file.js'
import { createProject, type Project } from './project.js'
import { type Ending, runLimited } from './run-limited.js'

const page = readFileSync(path.join(import.meta.dirname, '../../docs/debugging.md'), 'utf8')
const fixtures = path.join(import.meta.dirname, '../fixtures/plugins')

/** Programs that `npx` would find, were the packages of the project installed. */
const programs = {
  'npx vitest': `'${process.execPath}' node_modules/vitest/vitest.mjs`,
  'npx jest': `'${process.execPath}' node_modules/jest/bin/jest.js`,
}

/** A command of the page, as it stands there: the block of that title. */
function commandOf(title: string): string {
  const [, command] = new RegExp(`^\`\`\`sh ${title}\n(.*?)\n\`\`\`$`, 'ms').exec(page) ?? []
  if (command === undefined) throw new Error(`docs/debugging.md has no block "sh ${title}"`)
  return command
}

async function runIn(project: Project, title: string): Promise<Ending> {
  let command = commandOf(title)
  for (const [program, path] of Object.entries(programs)) command = command.replaceAll(program, path)
  const env = Object.fromEntries(
    Object.entries(process.env).filter(([name]) => !/^(VITEST|TEST|NODE_|JEST)/.test(name)),
  )
  return runLimited({ file: 'sh', args: ['-c', command], cwd: project.folder, env, timeout: 90_000 })
}

function testText(runner: 'vitest' | 'jest', tool: string): string {
  const imports = {
    vitest: `import { expect, test } from 'vitest'\nimport { plugin } from 'osaurus-mockhost'`,
    jest: `const { plugin } = require('osaurus-mockhost')`,
  }
  const body = `expect((await plugin.invoke('${tool}', { city: 'Oslo' })).ok).toBe(true)`
  return `${imports[runner]}\ntest('calls ${tool}', async () => {\n  ${body}\n})\n`
}

/** A project of a runner, with a plugin that was built by the page. */
async function makeProject(runner: 'vitest' | 'jest', sanitizer: string, tool: string): Promise<Project> {
  const project = await createProject({
    runner: runner === 'vitest' ? 'vitest4' : 'jest30',
    files: {
      ...configFile(runner === 'vitest' ? 'vitest4' : 'jest30', { plugin: './build/libplugin' }),
      [`tests/plugin.test.${runner === 'vitest' ? 'mjs' : 'js'}`]: testText(runner, tool),
      'build/.keep': '',
    },
    copies: { 'src/plugin.c': path.join(fixtures, 'flawed/flawed.c'), include: path.join(fixtures, 'include') },
  })
  const built = await runIn(project, sanitizer)
  expect(built.output).toBe('')
  return project
}

describe.runIf(process.platform === 'linux').each(['vitest', 'jest'] as const)(
  'by the page on debugging, %s',
  (runner) => {
    it('shows what the address sanitizer finds in a plugin, with its line', async () => {
      await using project = await makeProject(runner, 'address', 'sum')
      const { output, exitCode } = await runIn(project, `address ${runner}`)
      expect(output).toMatch(/ERROR: AddressSanitizer: heap-buffer-overflow/)
      expect(output).toMatch(/#0 0x[0-9a-f]+ in sum_letters .*plugin\.c:\d+/)
      expect(exitCode).not.toBe(0)
    })

    it('shows both sides of a data race that the thread sanitizer finds', async () => {
      await using project = await makeProject(runner, 'thread', 'count')
      const { output, exitCode } = await runIn(project, `thread ${runner}`)
      expect(output).toMatch(/WARNING: ThreadSanitizer: data race/)
      expect(output).toMatch(/count_up .*plugin\.c:\d+/)
      expect(exitCode).not.toBe(0)
    })

    it.each(['address', 'thread'])(
      'finds nothing in a tool that is in order, with the %s sanitizer',
      async (sanitizer) => {
        await using project = await makeProject(runner, sanitizer, sanitizer === 'address' ? 'count' : 'sum')
        const { output, exitCode } = await runIn(project, `${sanitizer} ${runner}`)
        expect(output).not.toMatch(/AddressSanitizer|ThreadSanitizer/)
        expect(exitCode, output).toBe(0)
      },
    )
  },
)
