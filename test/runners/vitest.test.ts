import { readFileSync, rmSync } from 'node:fs'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { buildPlugins } from '../fixtures/plugins/build.mjs'
import { createProject, type Project, type ProjectOptions, type RunResult } from './project.js'

const cases = path.join(import.meta.dirname, 'cases')
const made: Project[] = []
afterAll(() => Promise.all(made.map((project) => project.dispose())))

describe.each(['vitest4', 'vitest5'] as const)('%s', (runner) => {
  async function project(options: Omit<ProjectOptions, 'runner'>): Promise<Project> {
    const one = await createProject({ runner, ...options })
    made.push(one)
    return one
  }

  describe('what a test leaves behind', () => {
    let result: RunResult
    beforeAll(async () => {
      const { chatter = '' } = await buildPlugins(['chatter'])
      const copies = { '.': path.join(cases, 'vitest-red'), [`build/${path.basename(chatter)}`]: chatter }
      result = await (await project({ files: {}, copies })).run()
    })
    const messagesOf = (name: string) => result.tests.find((test) => test.name.endsWith(name))?.messages.join('\n')
    const reportOf = (file: string) => result.json?.testResults.find(({ name }) => name.endsWith(file))

    it('fails the test that left a host installed', () => {
      expect(messagesOf('leaves a host installed')).toContain(
        'LEFT_INSTALLED: The test "leaves a host installed" left forgotten installed.',
      )
      expect(messagesOf('comes after them and is clean')).toBe('')
    })

    it('does not mask the failure of the test itself', () => {
      const messages = messagesOf('fails by itself and leaves a host installed')
      expect(messages).toMatch(/expected 1 to be 2[\s\S]*LEFT_INSTALLED/)
    })

    it('fails the test whose host lost a call, unless the test deals with it', () => {
      expect(messagesOf('loses a call')).toContain('DROPPED_CALLS: A call of the test "loses a call" reached no host.')
      expect(messagesOf('expects to lose it')).toBe('')
      expect(messagesOf('loses it and passes')).toBe('')
    })

    it('fails the file for a call that came too late, and names the test', () => {
      const late = reportOf('late.test.mjs')
      expect(late?.status).toBe('failed')
      expect(late?.assertionResults.map(({ status }) => status)).toEqual(['passed', 'passed'])
      expect(late?.message).toContain('came after the test "starts a thread and forgets it" had ended')
    })

    it('fails the test whose plugin broke a rule, unless the test deals with it or an option allows it', () => {
      expect(messagesOf('breaks a rule')).toMatch(
        /VIOLATIONS: In the test "breaks a rule" the plugin broke the rules of the host: 1 violation\.\n.*\n +# +rule +slot\n +\d+ +LOG_LEVEL_OUT_OF_RANGE +log\n.*level 9.*\n.*to fix: use a level/,
      )
      expect(messagesOf('breaks a rule and says so')).toBe('')
      expect(messagesOf('breaks it and passes')).toBe('')
      expect(messagesOf('keeps to the rules')).toBe('')
    })

    it('fails the test whose plugin kept a string, unless the test deals with it or nobody can tell', () => {
      expect(messagesOf('keeps a string')).toMatch(
        /LEAKED_STRINGS: In the test "keeps a string" 1 string of the host was not returned through free_string\.\n.*\n +slot .*\n +config_get +2 .*"eu"/,
      )
      expect(messagesOf('keeps a string and says so')).toBe('')
      expect(messagesOf('keeps what nobody can tell of')).toBe('')
    })

    it('fails the test whose plugin left a thread behind', () => {
      expect(messagesOf('leaves a thread')).toMatch(
        /LEFTOVER_THREADS: In the test "leaves a thread" 1 thread of the plugin outlived destroy\.\n.*\n.*\n +linger +\d+ +libchatter/,
      )
    })

    it('fails the file for such a call through a private image, and the next test did not hear it', () => {
      const late = reportOf('private-images.test.mjs')
      expect(late?.status).toBe('failed')
      expect(late?.assertionResults.map(({ status }) => status)).toEqual(['passed', 'passed'])
      expect(late?.message).toMatch(
        /DROPPED_CALLS: A call came after the test "leaves a thread in its private image" had ended\.[\s\S]*"late" +late: /,
      )
    })

    it('names a thread that outlived destroy in the output of the run', () => {
      expect(reportOf('leftovers.test.mjs')).toMatchObject({ status: 'passed', message: '' })
      expect(result.stderr).toMatch(
        /^osaurus-mockhost: the thread "linger" \(\d+\) of libchatter\.\w+ outlived destroy$/m,
      )
    })

    it('fails the test that freed what is not its own', () => {
      expect(messagesOf('frees what is not its own')).toContain(
        'BAD_FREES: In the test "frees what is not its own" the plugin gave free_string addresses',
      )
      expect(messagesOf('frees it and passes')).toBe('')
    })

    it('fails the test whose responder threw, with that error', () => {
      expect(messagesOf('has a responder that throws')).toMatch(/^Error: no such city/)
      expect(messagesOf('has a responder that answers no text')).toMatch(/RESPONDER_FAILED/)
      expect(messagesOf('has a responder that never answers')).toBe('')
    })

    it.each(['awaits a tool that hangs', 'blocks on a tool that hangs'])(
      'shows the frame and the calls where a test %s, and not that its time is up',
      (name) => {
        expect(messagesOf(name)).toMatch(
          /CALL_TIMED_OUT: invoke "hang" did not return within (?!2000)\d+ ms[\s\S]*get_manifest/,
        )
      },
    )

    it('goes on where a test gives a tool more time than it has itself, and names that tool', () => {
      expect(messagesOf('gives a tool more time than it has itself')).toMatch(
        /CALL_TIMED_OUT: invoke "hang" did not return within 2000 ms/,
      )
      // In the report of Vitest 4 a test whose time is up has no message.
      expect(result.output.match(/timed out in \d+ms/g)).toEqual(expect.arrayContaining(['timed out in 300ms']))
      expect(result.output).not.toContain('timed out in 1500ms')
      expect(messagesOf('comes after tools that hang')).toBe('')
      expect(result).toMatchObject({ timedOut: false, exitCode: 1 })
    })

    it('shows the calls when a matcher fails', () => {
      expect(messagesOf('shows the calls')).toMatch(/apiKey[\s\S]*config_set[\s\S]*api_key/)
    })

    it('refuses an unknown option of a test', () => {
      expect(messagesOf('has an unknown option')).toMatch(
        /UNKNOWN_OPTION: There is no option "profil" of meta.mockHost/,
      )
    })

    it('refuses an unknown option of a file, and lists the known ones', () => {
      expect(reportOf('/options.test.mjs')?.message).toMatch(
        /UNKNOWN_OPTION[\s\S]*known .*profile.*plugin, serialize[\s\S]*did you mean "profile"/,
      )
    })
  })

  it('refuses an unknown option of the plugin, and lists the known ones', async () => {
    const files = { 'vitest.config.mjs': config(`mockHost({ plugn: './x' })`, '{}'), 'a.test.mjs': '' }
    const result = await (await project({ files })).run()
    expect(result.exitCode).toBe(1)
    expect(result.output).toContain('UNKNOWN_OPTION: There is no option "plugn" of mockHost.')
    expect(result.output).toMatch(/known .*plugin, serialize, concurrent/)
    expect(result.output).toContain('did you mean "plugin"?')
  })

  describe('two files on two threads', () => {
    let files: Project
    const order = () => readFileSync(path.join(files.folder, 'order.txt'), 'utf8').trim().split('\n')
    beforeAll(async () => {
      const folder = path.join(cases, 'vitest-lease')
      files = await project({ files: {}, copies: { '.': folder, 'b.test.mjs': path.join(folder, 'a.test.mjs') } })
    })

    it.each(['threads', 'vmThreads'])('install one after the other in the pool %s', async (pool) => {
      rmSync(path.join(files.folder, 'order.txt'), { force: true })
      const result = await files.run([`--pool=${pool}`])
      expect(result, result.output).toMatchObject({ exitCode: 0, passed: 2 })
      expect(order()).toEqual(['begin', 'end', 'begin', 'end'])
    })

    it('say after 10 s, in the output of the run, which file they wait for', async () => {
      const slow = `import { appendFileSync, mkdirSync, statSync } from 'node:fs'
import { setTimeout as pause } from 'node:timers/promises'
import { host } from 'osaurus-mockhost'
import { test } from 'vitest'
appendFileSync('loaded', '.')
test('is slow if it is the first', { timeout: 40_000 }, async () => {
  host.api.log(1, 'mine')
  try { mkdirSync('first') } catch { return }
  while (statSync('loaded').size < 2) await pause(10)
  await pause(11_500)
})`
      const configFile = config('mockHost()', '{ maxWorkers: 2, pool: "threads" }')
      const twoFiles = { 'a.test.mjs': slow, 'b.test.mjs': slow }
      const two = await project({ files: { 'vitest.config.mjs': configFile, ...twoFiles } })
      const result = await two.run()
      expect(result, result.output).toMatchObject({ exitCode: 0, passed: 2 })
      const notes = result.output.split('\n').filter((line) => line.startsWith('osaurus-mockhost:'))
      expect(notes).toEqual([
        expect.stringMatching(
          /^osaurus-mockhost: \S+\/([ab])\.test\.mjs waits to install hosts: it is the turn of \S+\/(?!\1)[ab]\.test\.mjs\.$/,
        ),
      ])
    })

    it('install at the same time without the lease', async () => {
      rmSync(path.join(files.folder, 'order.txt'), { force: true })
      await files.run(['--pool=threads'], { env: { SERIALIZE: 'no' } })
      expect(order()).toEqual(['begin', 'begin', 'end', 'end'])
    })
  })

  it('keeps serialised suites apart when everything else is concurrent', async () => {
    const copies = { '.': path.join(cases, 'vitest-green') }
    const args = ['--sequence.concurrent', '--maxConcurrency=2', '--pool=threads']
    const result = await (await project({ files: {}, copies })).run([...args, 'serialized', 'concurrent', 'options'])
    expect(result, result.output).toMatchObject({ exitCode: 0, passed: 37, failed: 0 })
  })

  it.each(['--pool=forks', '--pool=threads --no-isolate'])(
    'serves every project, with the options nearest to it, globals and other environments: %s',
    async (args) => {
      const result = await (await project({ files: projectFiles })).run(args.split(' '))
      expect(result, result.output).toMatchObject({ exitCode: 0, failed: 0 })
      expect(result.tests.map(({ name }) => name).sort()).toEqual(['custom', 'extends', 'globals', 'own', 'own'])
    },
  )
})

function config(plugin: string, test: string): string {
  return `import { mockHost } from 'osaurus-mockhost/vitest/config'
import { defineConfig } from 'vitest/config'
export default defineConfig({ plugins: [${plugin}], test: ${test} })`
}

function caseFor(name: string, version: number, imports = `import { expect, test } from 'vitest'`): string {
  return `${imports}
import { host } from 'osaurus-mockhost'
test('${name}', () => {
  host.api.log(1, 'hello')
  expect(host).toHaveLogged('hello')
  expect(host.api.version).toBe(${version})
})`
}

const projectFiles = {
  'extends.test.mjs': caseFor('extends', 5),
  'own.test.mjs': caseFor('own', 4),
  'globals.test.mjs': caseFor('globals', 5, ''),
  'custom.test.mjs': `${caseFor('custom', 5)}\nif (!globalThis.isCustom) throw new Error('not in the custom environment')`,
  'environment.mjs': `export default {
  name: 'custom',
  viteEnvironment: 'ssr',
  setup(global) {
    global.isCustom = true
    return { teardown() {} }
  },
}`,
  'vitest.config.mjs': config(
    'mockHost({ abiVersion: 5 })',
    `{
    projects: [
      { extends: true, test: { name: 'extends', include: ['extends.test.mjs'] } },
      { extends: true, test: { name: 'globals', include: ['globals.test.mjs'], globals: true } },
      { extends: true, test: { name: 'custom', include: ['custom.test.mjs'], environment: './environment.mjs' } },
      { plugins: [mockHost({ abiVersion: 4 })], test: { name: 'alone', include: ['own.test.mjs'] } },
      { extends: true, plugins: [mockHost({ abiVersion: 4 })], test: { name: 'both', include: ['own.test.mjs'] } },
    ],
  }`,
  ),
}
