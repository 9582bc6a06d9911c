import path from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { buildPlugins } from '../fixtures/plugins/build.mjs'
import { normalise } from '../museum/reports.js'
import { exitIsCaught } from '../plugin/needs-caught-exit.js'
import { jestConfig, jestFile, vitestConfig, vitestFile } from './crasher-project.js'
import { createProject, type Project, type RunResult } from './project.js'

/** What the plugins of the crash museum do, and what the test that calls them fails with. */
interface Crash {
  /** The body of the test. */
  readonly test: string
  readonly says: RegExp
}

/** Where `exit()` ends the process, nothing can be told by a test. */
const exits: Readonly<Record<string, Crash>> = {
  exits: { test: "plugin.invoke('exit')", says: /PLUGIN_EXITED: invoke "exit" called exit\(3\)/ },
  'exits on a thread': {
    test: "plugin.invoke('exit_on_thread').then(() => host.until(() => false))",
    says: /PLUGIN_EXITED: A thread of the plugin called exit\(4\)[\s\S]*"exiting"[\s\S]*"about to exit"/,
  },
}

const crashes: Readonly<Record<string, Crash>> = {
  ...(exitIsCaught && exits),
  'uses NULL': {
    test: "plugin.invoke('null')",
    says: /PLUGIN_CRASHED: invoke "null" crashed with SIG(SEGV|BUS)[\s\S]*a NULL pointer was used[\s\S]*log +\S+ "null"/,
  },
  aborts: { test: "plugin.invoke('abort')", says: /PLUGIN_CRASHED: invoke "abort" crashed with SIGABRT/ },
  'divides by zero': {
    test: "plugin.invoke('divide')",
    says: /PLUGIN_CRASHED: invoke "divide" crashed with SIGFPE[\s\S]*division by zero/,
  },
  'uses up its stack': {
    test: "plugin.invokeSync('overflow')",
    says: /PLUGIN_CRASHED: invoke "overflow" crashed[\s\S]*calls itself without end/,
  },
  'calls a function that was freed': {
    test: "plugin.invoke('freed_function')",
    says: /PLUGIN_CRASHED: invoke "freed_function" crashed[\s\S]*freed or overwritten[\s\S]*call_freed_function/,
  },
  'throws through C': {
    test: "host.load('./libthrower').then((thrower) => thrower.invoke('throw'))",
    says: /PLUGIN_CRASHED: invoke "throw" crashed with SIGABRT[\s\S]*an exception that nobody catches/,
  },
  'crashes on a thread': {
    test: "plugin.invoke('on_thread').then(() => host.until(() => false))",
    says: /PLUGIN_CRASHED: A thread of the plugin crashed[\s\S]*"crashing"[\s\S]*"about to crash"/,
  },
  'waits for its own mutex': {
    test: "plugin.invoke('own_mutex', {}, { timeout: 500 })",
    says: /CALL_TIMED_OUT: invoke "own_mutex"[\s\S]*log +\S+ "own_mutex"/,
  },
  'never ends': {
    test: "plugin.invoke('loop', {}, { timeout: 500 })",
    says: /CALL_TIMED_OUT: invoke "loop"[\s\S]*log +\S+ "loop"/,
  },
}

function listTests(list: Readonly<Record<string, Crash>>): string {
  return Object.entries(list)
    .map(([name, { test }]) => `test('${name}', () => ${test})`)
    .join('\n')
}

const tests = `
test('passes before', async () => expect(await plugin.invoke('fine')).toSucceed())
test('says that it divides by zero', () => expect(plugin.invoke('divide')).rejects.toThrow('PLUGIN_CRASHED'))
test('is called again', async () => {
  await plugin.invoke('null').catch(() => {})
  await expect(plugin.invoke('fine')).rejects.toThrow(/was not called: the plugin crashed in invoke/)
})
${listTests(crashes)}
test('passes afterwards', async () => expect(await plugin.invoke('fine')).toSucceed())
`

/** In processes of their own: also what no thread survives, and a crash while another test runs. */
const isolatedCrashes: Readonly<Record<string, Crash>> = {
  'breaks its heap, isolated': {
    test: "plugin.invoke('heap')",
    says: /PLUGIN_CRASHED: invoke "heap" crashed with SIGABRT[\s\S]*the heap is broken[\s\S]*log +\S+ "heap"/,
  },
  'frees twice, isolated': {
    test: "plugin.invoke('free_twice')",
    says: /PLUGIN_CRASHED: invoke "free_twice" crashed with SIGABRT[\s\S]*the heap is broken/,
  },
  'uses NULL, isolated': { test: "plugin.invoke('null')", says: /invoke "null" crashed[\s\S]*use_null/ },
  'uses up its stack, isolated': { test: "plugin.invokeSync('overflow')", says: /calls itself without end/ },
  'exits, isolated': { test: "plugin.invoke('exit')", says: /PLUGIN_EXITED: invoke "exit" called exit\(3\)/ },
  'exits at once, isolated': {
    test: "plugin.invoke('quick_exit')",
    says: /PLUGIN_EXITED: invoke "quick_exit" called _exit\(3\)[\s\S]*log +\S+ "quick_exit"/,
  },
  'is killed, isolated': {
    test: "plugin.invoke('kill')",
    says: /PLUGIN_CRASHED: invoke "kill" was killed by SIGKILL[\s\S]*log +\S+ "kill"/,
  },
  'throws through C, isolated': {
    test: "host.load('./libthrower').then((thrower) => thrower.invoke('throw'))",
    says: /invoke "throw" crashed with SIGABRT[\s\S]*an exception that nobody catches/,
  },
  'crashes on a thread, isolated': {
    test: "plugin.invoke('on_thread').then(() => host.until(() => false))",
    says: /(A|was cut off: a) thread of the plugin crashed[\s\S]*"crashing"[\s\S]*"about to crash"/,
  },
  'never ends, isolated': {
    test: "plugin.invoke('loop', {}, { timeout: 500 })",
    says: /PLUGIN_TIMED_OUT: invoke "loop"[\s\S]*log +\S+ "loop"/,
  },
  'waits for its own mutex, isolated': {
    test: "plugin.invoke('own_mutex', {}, { timeout: 500 })",
    says: /PLUGIN_TIMED_OUT: invoke "own_mutex"[\s\S]*log +\S+ "own_mutex"/,
  },
}

const isolatedTests = `
hostOptions({ isolate: true })
test('passes, isolated', async () => expect(await plugin.invoke('fine')).toSucceed())
${listTests(isolatedCrashes)}
test('passes afterwards, isolated', async () => expect(await plugin.invoke('fine')).toSucceed())
`

/** A file of its own: what a thread does after its test fails the file. */
const lateTests = `
hostOptions({ failOn: [] })
test('leaves a thread behind', async () => {
  host.onConfigGet = () => 'yes'
  await plugin.invoke('late_thread')
  await host.until(({ logs }) => logs.contains('works on'))
})
test('runs while it crashes', () => new Promise((resolve) => setTimeout(resolve, 500)))
`

const messages = path.join(import.meta.dirname, 'messages')

async function expectCrashes(result: RunResult): Promise<void> {
  const failed = result.tests.filter(({ state }) => state === 'failed')
  const all = { ...crashes, ...isolatedCrashes }
  expect(failed.map(({ name }) => name).sort(), result.output).toEqual(Object.keys(all).sort())
  for (const outcome of failed) {
    expect(outcome.messages.join('\n')).toMatch(all[outcome.name]?.says ?? /^$/)
    // An isolated thread may crash before the call that started it has returned, and cut it off.
    if (process.platform !== 'linux' || outcome.name === 'crashes on a thread, isolated') continue
    const file = path.join(messages, `${outcome.name.replaceAll(/,? /g, '_')}.txt`)
    await expect(`${withoutMoment(normalise(outcome))}\n`).toMatchFileSnapshot(file)
  }
  expect(result).toMatchObject({ passed: 8, failed: failed.length })
  const late = result.json?.testResults.find(({ name }) => path.basename(name).startsWith('late.'))
  const lateText = `${late?.message}${result.output}`
  expect(lateText, lateText).toMatch(
    /PLUGIN_CRASHED: A thread of the plugin that the test "leaves a thread behind" left behind crashed[\s\S]*"straggler"/,
  )
  expect(result.exitCode).toBe(1)
}

/** Where a thread stands is another place each time that it is asked, and on a busy machine it is not asked at all. */
function withoutMoment(text: string): string {
  return text.replace(
    /^ {2}(its thread|stands at|stood at|thread|meanwhile|JavaScript|limit) [\s\S]*?(?=^ {2}calls$)/m,
    (found) => (/TIMED_OUT/.test(text) ? '' : found),
  )
}

async function copyLibraries(): Promise<Record<string, string>> {
  const libraries = Object.values(await buildPlugins(['crasher', 'thrower']))
  return Object.fromEntries(libraries.map((library) => [path.basename(library), library]))
}

describe.each(['vitest4', 'vitest5'] as const)('%s', (runner) => {
  let project: Project
  beforeAll(async () => {
    project = await createProject({
      runner,
      copies: await copyLibraries(),
      files: {
        'vitest.config.mjs': vitestConfig,
        'crashes.test.mjs': vitestFile + tests,
        'isolated.test.mjs': vitestFile + isolatedTests,
        'late.test.mjs': vitestFile + lateTests,
      },
    })
  })
  afterAll(() => project.dispose())

  it.each(['forks', 'threads', 'vmForks', 'vmThreads'])(
    'names the tests that crash, and runs the others, in %s',
    async (pool) => {
      await expectCrashes(await project.run([`--pool=${pool}`]))
    },
  )
})

describe('jest30', () => {
  let project: Project
  beforeAll(async () => {
    project = await createProject({
      runner: 'jest30',
      copies: await copyLibraries(),
      files: {
        'jest.config.js': jestConfig,
        'crashes.test.js': jestFile + tests,
        'isolated.test.js': jestFile + isolatedTests,
        'late.test.js': jestFile + lateTests,
      },
    })
  })
  afterAll(() => project.dispose())

  it.each([
    ['in band', ['-i']],
    ['in worker processes', ['-w', '2', '--workerIdleMemoryLimit=1']],
    ['in worker threads', ['-w', '2', '--workerThreads', '--workerIdleMemoryLimit=1']],
  ])('names the tests that crash, and runs the others, %s', async (_, args) => {
    await expectCrashes(await project.run(args))
  })
})
