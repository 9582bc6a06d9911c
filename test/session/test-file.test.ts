import { AsyncResource } from 'node:async_hooks'
import { writeFileSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { describe, expect, it, onTestFinished, vi } from 'vitest'
import '../../matchers/register-vitest.js'
import { host, MockHost, plugin } from '../../src/index.js'
import { runtime } from '../../src/native/runtime.js'
import type { FailOn } from '../../src/session/options.js'
import { resolveOptions } from '../../src/session/resolve-options.js'
import { TestFile } from '../../src/session/test-file.js'
import { installHost } from '../host/install-host.js'
import { failureOf } from '../matchers/failure.js'
import { compilePlugin } from '../plugin/compile-plugin.js'
import { compileLateCrasher } from '../plugin/late-crasher.js'
import { libraryOf } from '../plugin/load-fixture.js'
import { needsCaughtExit } from '../plugin/needs-caught-exit.js'
import { openFile } from './begin-test.js'

setFlagsFromString('--expose-gc')
const collectGarbage = runInNewContext('gc') as () => undefined

const withCode = (code: string) => expect.objectContaining({ code })

/** One background call, while two hosts are installed, through the table of the running test. */
async function dropOne(): Promise<void> {
  host.id
  await new MockHost().withInstalled(async () => {
    await plugin.invoke('storm', { message: 'whose?' })
  })
}

function throwFromResponder(message: string): void {
  host.onConfigGet = () => {
    throw new Error(message)
  }
  host.api.configGet('region')
}

/** Everything for which `failOn` can fail a test. */
async function doItAll(): Promise<void> {
  host.on.config_get.reply('eu')
  await plugin.invoke('free_none')
  await plugin.invoke('linger', { until: 'never' })
  await dropOne()
  host.api.freeString(0x1234n)
  host.api.configSet(null, 'value')
}

/** A plugin whose `destroy` logs its name. */
function namedPlugin(name: string): Promise<string> {
  return compilePlugin(
    name,
    `static const osr_host_api *table;
static void destroy(osr_plugin_ctx ctx) { kit_log(table, "${name}"); kit_destroy(ctx); }
static const char *get_manifest(osr_plugin_ctx ctx) { (void)ctx; return kit_manifest("com.example.${name}"); }
static const osr_plugin_api plugin_api = {kit_free_string, kit_init, destroy, get_manifest, kit_invoke_echo, 6, 0, 0, 0};
const osr_plugin_api *osaurus_plugin_entry_v2(const osr_host_api *host) { table = host; return &plugin_api; }
`,
  )
}

describe('the end of a test', () => {
  it('destroys its plugins in the reverse order of their loading', async () => {
    const paths = await Promise.all(['first', 'second', 'third'].map(namedPlugin))
    const test = await openFile().begin('loads three')
    await test.run(async () => {
      for (const path of paths) await host.load(path)
    })
    expect(await test.end()).toEqual({ errors: [], notes: [] })
    expect(test.host().logs.messages).toEqual(['third', 'second', 'first'])
  })

  it('destroys plugins while the host is installed, and uninstalls it then', async () => {
    const test = await openFile().begin('uses its plugin')
    await test.run(() => plugin.invoke('empty'))
    await test.end()
    expect(test.host().logs.last).toMatchObject({
      message: 'destroy',
      call: { frame: { kind: 'destroy' }, role: 'install' },
    })
    expect(test.host().isInstalled).toBe(false)
  })

  it('destroys them for the host of the test, though another is installed around it', async () => {
    const outer = installHost()
    const test = await openFile().begin('stands in a file with a host of its own')
    await test.run(() => plugin.invoke('empty'))
    await test.end()
    expect(test.host().logs.last?.message).toBe('destroy')
    expect(outer.logs.messages).toEqual([])
  })

  it('counts what happens in destroy: the calls are checked after it', async () => {
    installHost()
    const test = await openFile().begin('loses a call of destroy')
    await test.run(() => plugin.invoke('linger', { until: 'destroy' }))
    expect((await test.end()).errors).toEqual([withCode('DROPPED_CALLS')])
    expect(test.host().drops).toMatchObject([{ reason: 'ambiguous', args: { message: 'lingered' } }])
  })

  it('uninstalls what the test left installed, last first, and reports each after what its host saw', async () => {
    const test = await openFile().begin('forgets two')
    const left = ['one', 'other'].map((name) => new MockHost({ name }))
    await test.run(async () => {
      await dropOne()
      left[0]?.hostAPIPointer()
      void left[1]?.withInstalled(() => new Promise(() => {}))
    })
    const { errors } = await test.end()
    expect(errors).toMatchObject([
      { code: 'DROPPED_CALLS' },
      { code: 'LEFT_INSTALLED', message: expect.stringContaining('The test "forgets two" left other installed.') },
      { code: 'LEFT_INSTALLED', message: expect.stringContaining('The test "forgets two" left one installed.') },
    ])
    expect(left.map(({ isInstalled }) => isInstalled)).toEqual([false, false])
    installHost().api.onNewThread((api) => api.log(2, 'nothing is left: this is the only host'))
  })

  it('skips destroy of a plugin that is stuck, and does not wait for it', async () => {
    const test = await openFile().begin('gives a call up', { image: 'test' })
    await test.run(() => plugin.invoke('hang', {}, { timeout: 10 }).catch(() => {}))
    const before = performance.now()
    expect(await test.end()).toEqual({ errors: [], notes: [] })
    expect(performance.now() - before).toBeLessThan(1900)
    expect(test.host().logs.messages).toEqual(['entry', 'init', 'get_manifest'])
  })

  it('waits 2 s for a call in progress, then it says which call that is', async () => {
    const test = await openFile().begin('awaits nothing', { image: 'test' })
    await test.run(async () => {
      void plugin.invoke('hang', { announce: 'hanging' }, { timeout: 60_000 }).catch(() => {})
      await host.until(({ logs }) => logs.contains('hanging'))
    })
    const before = performance.now()
    const { errors } = await test.end()
    expect(errors).toMatchObject([
      { code: 'CALL_TIMED_OUT', message: expect.stringContaining('invoke "hang" did not return within 2000 ms.') },
    ])
    if (process.platform === 'linux') expect(String(errors[0])).toMatch(/its thread +"osr-frame" sleeps, in .*run_hang/)
    expect(performance.now() - before).toBeGreaterThan(1900)
    expect(test.host().logs.messages).not.toContain('destroy')
    expect(test.host().isInstalled).toBe(false)
  })

  it('rejects a call that outlives it when the limit of the call is over, and keeps no process alive for it', async () => {
    const test = await openFile().begin('leaves a call behind', { image: 'test' })
    const call = await test.run(async () => {
      const hanging = plugin.invoke('hang', { announce: 'hanging' }, { timeout: 300 })
      await host.until(({ logs }) => logs.contains('hanging'))
      await expect(plugin.invoke('hang', {}, { timeout: 10 })).rejects.toThrow(withCode('CALL_TIMED_OUT'))
      return { hanging: hanging.then(String, (error: unknown) => error) }
    })
    await test.end()
    expect(await call.hanging).toMatchObject({ code: 'HOST_ENDED' })
  })

  it('waits for a destroy that the test has not awaited', async () => {
    const test = await openFile().begin('destroys at its end')
    await test.run(async () => {
      const loaded = await host.load(await libraryOf('chatter'))
      void loaded.destroy()
    })
    expect(await test.end()).toEqual({ errors: [], notes: [] })
    expect(test.host().logs.last?.message).toBe('destroy')
  })

  it('waits for a reload that the test has not awaited, and destroys what was loaded', async () => {
    const test = await openFile().begin('reloads at its end')
    await test.run(async () => {
      const loaded = await host.load(await libraryOf('chatter'))
      void loaded.reload()
    })
    expect(await test.end()).toEqual({ errors: [], notes: [] })
    expect(test.host().logs.messages.filter((message) => message === 'destroy')).toHaveLength(2)
  })

  it('reports what responders threw', async () => {
    const test = await openFile().begin('answers badly')
    const error = new Error('no such key')
    test.run(() => {
      host.onConfigGet = () => {
        throw error
      }
      host.api.configGet('region')
    })
    expect((await test.end()).errors).toEqual([error])
  })

  it('leaves a host that is not used alone', async () => {
    const installed = runtime().binding().counters.installed
    const test = await openFile().begin('needs no host')
    const own = new MockHost()
    await test.run(() => own.withInstalled(async (api) => api.onNewThread((behind) => behind.log(2, 'mine alone'))))
    expect(own.logs.messages).toEqual(['mine alone'])
    expect(runtime().binding().counters.installed).toBe(installed)
    expect(await test.end()).toEqual({ errors: [], notes: [] })
  })

  it('makes its host refuse to act, by the name of the test; reading goes on', async () => {
    const test = await openFile().begin('is over')
    const api = test.run(() => {
      host.api.log(2, 'kept')
      return host.api
    })
    await test.end()
    expect(() => api.log(2, 'too late')).toThrowErrorMatchingInlineSnapshot(`
      [MockHostError: HOST_ENDED: The host of the test "is over" was used after the test had ended.
        to fix      await everything that the test starts; what it left running belongs to no host any more
        more        docs/errors/HOST_ENDED.md]
    `)
    expect(() => test.host().hostAPIPointer()).toThrow(withCode('HOST_ENDED'))
    expect(() => test.run(() => host.reset())).toThrow(withCode('HOST_ENDED'))
    await expect(test.run(() => plugin.invoke('empty'))).rejects.toThrow(withCode('HOST_ENDED'))
    expect(test.host().logs.messages).toEqual(['kept'])
  })

  it('makes a host that was never used refuse as well', async () => {
    const test = await openFile().begin('is over unused')
    await test.end()
    expect(() => test.run(() => host.id)).toThrow(/^HOST_ENDED: The host of the test "is over unused"/)
  })
})

describe('a file with many tests', () => {
  async function endMany(file: ReturnType<typeof openFile>): Promise<void> {
    for (let count = 0; count < 70; count++) {
      const test = await file.begin(`test ${count}`)
      test.run(() => host.id)
      await test.end()
    }
  }

  it('lets go of a host though the runner keeps what the test has started, and still knows the name of the test', async () => {
    const file = openFile()
    const started = await startIn(file)
    await endMany(file)
    await expect.poll(() => collectGarbage() ?? started.host.deref()).toBeUndefined()
    const late = () => started.resource.runInAsyncScope(() => host.id)
    expect(late).toThrow(/^HOST_ENDED: The host of the test "starts something" was used after/)
  })

  /** In a function of its own, so that nothing of it stays on the stack. */
  async function startIn(file: ReturnType<typeof openFile>) {
    const test = await file.begin('starts something')
    const resource = test.run(() => {
      host.api.log(2, 'kept')
      return new AsyncResource('of the test')
    })
    await test.end()
    return { resource, host: new WeakRef(test.host()) }
  }

  it('gives the image of a file to that file alone, whichever copy of the module asks', async () => {
    vi.resetModules()
    const copy = await import('../../src/session/test-file.js')
    const info = { name: 'any', file: 'any.test.ts', root: '/', options: resolveOptions(), isSerialized: false }
    const tokens = [new TestFile('a.test.ts'), new copy.TestFile('a.test.ts')].map((file) => {
      const session = file.begin(info)
      const { fileToken } = session.bottom.scope
      void file.end(session)
      return fileToken
    })
    expect(copy.TestFile).not.toBe(TestFile)
    expect(new Set(tokens).size).toBe(2)
  })
})

describe('failOn', () => {
  it('fails a test for a drop through its table, and says where hosts are told apart', async () => {
    const test = await openFile().begin('loses a call')
    await test.run(dropOne)
    expect((await test.end()).errors).toMatchObject([
      {
        code: 'DROPPED_CALLS',
        message: expect.stringMatching(
          /^DROPPED_CALLS: A call of the test "loses a call" reached no host\.\n[\s\S]* log +debug, "whose\? 0 0" +ambiguous: hosts \d+ and \d+ were installed\n {2}to fix .*attribution: 'table' tells hosts apart\n/,
        ),
      },
    ])
  })

  it('holds nothing against a test that a passing assertion has dealt with', async () => {
    const test = await openFile().begin('expects it')
    await test.run(async () => {
      await dropOne()
      await dropOne()
      expect(host).toHaveDroppedCalls(2)
    })
    expect((await test.end()).errors).toEqual([])
  })

  it('counts what is dropped after the assertion', async () => {
    const test = await openFile().begin('expects one of two')
    await test.run(async () => {
      await dropOne()
      expect(host).toHaveDroppedCalls(1)
      await dropOne()
    })
    expect((await test.end()).errors).toMatchObject([
      { code: 'DROPPED_CALLS', message: expect.stringMatching(/^DROPPED_CALLS: A call of the test/) },
    ])
  })

  it('takes no assertion that failed, or that asks for no drops, for an excuse', async () => {
    const test = await openFile().begin('asserts in vain')
    await test.run(async () => {
      await dropOne()
      expect(failureOf(() => expect(host).toHaveDroppedCalls(2))).toContain('it dropped 1 call')
      expect(host).not.toHaveDroppedCalls(2)
    })
    expect((await test.end()).errors).toEqual([withCode('DROPPED_CALLS')])
  })

  it('lets a test answer for drops through its own table only', async () => {
    const file = openFile()
    const [guilty, innocent] = [await file.begin('guilty'), await file.begin('innocent')]
    innocent.run(() => host.id)
    await guilty.run(() => plugin.invoke('storm', { message: 'whose?' }))
    expect((await innocent.end()).errors).toEqual([])
    expect((await guilty.end()).errors).toMatchObject([
      { code: 'DROPPED_CALLS', message: expect.stringContaining('of the test "guilty" reached no host') },
    ])
  })

  it('does not hold the drops of a host of its own against a test', async () => {
    const test = await openFile().begin('is about drops')
    const own = new MockHost()
    await test.run(async () => {
      host.id
      own.withInstalled((api) => api.onNewThread((behind) => behind.log(2, 'whose?')))
    })
    expect(own.drops).toHaveLength(1)
    expect((await test.end()).errors).toEqual([])
  })

  it.each<[failOn: FailOn, codes: readonly string[]]>([
    ['drops', ['DROPPED_CALLS']],
    ['badFrees', ['BAD_FREES']],
    ['violations', ['VIOLATIONS']],
    ['leaks', ['LEAKED_STRINGS']],
    ['leftovers', ['LEAKED_STRINGS', 'LEFTOVER_THREADS']],
  ])('%s fails a test with %s, and looks at nothing else', async (failOn, codes) => {
    const test = await openFile().begin('does it all', { failOn: [failOn] })
    await test.run(doItAll)
    expect((await test.end()).errors).toMatchObject(
      codes.map((code) => ({ code, message: expect.stringMatching(new RegExp(`^${code}: .*test "does it all"`)) })),
    )
  })

  it('that is empty fails no test', async () => {
    const test = await openFile().begin('does it all', { failOn: [] })
    await test.run(doItAll)
    expect((await test.end()).errors).toEqual([])
  })

  it('forgets what came before a reset', async () => {
    const test = await openFile().begin('starts over')
    await test.run(async () => {
      await dropOne()
      host.api.freeString(0x1234n)
      host.reset()
    })
    expect((await test.end()).errors).toEqual([])
  })

  it('keeps what responders threw over a reset: an assertion may be among it', async () => {
    const test = await openFile().begin('starts over')
    await test.run(() => {
      throwFromResponder('asserted in vain')
      host.reset()
      host.reset()
    })
    expect((await test.end()).errors).toMatchObject([{ message: 'asserted in vain' }])
  })

  it('lets a reset forget what responders threw once an assertion has dealt with it', async () => {
    const test = await openFile().begin('starts over')
    await test.run(() => {
      throwFromResponder('meant')
      expect(host).toHaveViolations('RESPONDER_FAILED')
      host.reset()
    })
    expect((await test.end()).errors).toEqual([])
  })
})

describe('what a thread does after the end of its test', () => {
  /** A plugin with a thread that waits for a file, and does `late` then. */
  async function waitingPlugin(name: string, late: string): Promise<{ library: string; release(): void }> {
    const flag = join(await mkdtemp(join(tmpdir(), 'late-')), 'go')
    onTestFinished(() => rm(dirname(flag), { recursive: true }))
    const library = await compilePlugin(
      name,
      `#include <pthread.h>
#include <unistd.h>
static const osr_host_api *table;
static void *wait_and_act(void *unused) {
  (void)unused;
  while (access("${flag}", F_OK) != 0) usleep(1000);
  ${late}
  return NULL;
}
static osr_plugin_ctx init(void) { pthread_t thread; pthread_create(&thread, NULL, wait_and_act, NULL); pthread_detach(thread); return kit_init(); }
static const char *get_manifest(osr_plugin_ctx ctx) { (void)ctx; return kit_manifest("com.example.${name}"); }
static const osr_plugin_api plugin_api = {kit_free_string, init, kit_destroy, get_manifest, kit_invoke_echo, 6, 0, 0, 0};
const osr_plugin_api *osaurus_plugin_entry_v2(const osr_host_api *host) { table = host; return &plugin_api; }
`,
    )
    return { library, release: () => writeFileSync(flag, '') }
  }

  async function useIn(file: ReturnType<typeof openFile>, name: string, library: string, options = {}): Promise<void> {
    const test = await file.begin(name, { plugin: library, ...options })
    await test.run(() => plugin.invoke('echo'))
    expect((await test.end()).errors).toEqual([])
  }

  const counters = () => runtime().binding().counters

  it('fails the file, once, when it crashes and has never called a host', async () => {
    const { library, release } = await waitingPlugin('late_crash', '*(volatile int *)0 = 1;')
    const file = openFile()
    await useIn(file, 'leaves a thread', library)
    const { crashes } = counters()
    release()
    await expect.poll(() => counters().crashes).toBe(crashes + 1)
    expect(await file.finish()).toMatchObject([
      {
        code: 'PLUGIN_CRASHED',
        message: expect.stringContaining(
          'A thread of a plugin that a test of this file left behind crashed with SIGSEGV',
        ),
      },
    ])
    expect(await file.finish()).toEqual([])
  })

  it('is not told again where a test that ran then has told of it', async () => {
    const { library, release } = await waitingPlugin('told_crash', '*(volatile int *)0 = 1;')
    const file = openFile()
    await useIn(file, 'leaves a thread', library)
    const test = await file.begin('runs then')
    await test.run(async () => {
      host.id
      const { crashes } = counters()
      release()
      await expect.poll(() => counters().crashes).toBe(crashes + 1)
    })
    expect((await test.end()).errors).toEqual([withCode('PLUGIN_CRASHED')])
    expect(await file.finish()).toEqual([])
  })

  it.each<[string, object, readonly unknown[]]>([
    ["failOn: ['badFrees']", { failOn: ['badFrees'] }, [withCode('BAD_FREES')]],
    ["failOn: ['drops']", { failOn: ['drops'] }, []],
    ['allowViolations', { allowViolations: { BAD_FREE: 'is known' } }, []],
  ])('fails the file, once, when it frees what it must not, with %s', async (_, options, errors) => {
    const { library, release } = await waitingPlugin('late_free', 'table->free_string((const char *)0x1234);')
    const file = openFile()
    await useIn(file, 'leaves a thread', library, options)
    const { badFrees } = counters()
    release()
    await expect.poll(() => counters().badFrees).toBe(badFrees + 1)
    expect(await file.finish()).toEqual(errors)
    expect(await file.finish()).toEqual([])
  })
})

describe('a callback that no promise of the test waits for', () => {
  const crashed = (during: string) =>
    expect.objectContaining({ end: expect.objectContaining({ how: 'crash', during }) })

  async function begin(timeout?: number) {
    const library = await compileLateCrasher()
    return openFile().begin('expects nothing', { plugin: library, image: 'test', ...(timeout && { timeout }) })
  }

  it('fails the test when it has crashed before the end', async () => {
    const test = await begin()
    await test.run(() => plugin.invoke('go', { how: 'null' }))
    const isRefused = () =>
      plugin.invoke('plan', { how: 'null' }).then(
        () => false,
        () => true,
      )
    await expect.poll(() => test.run(isRefused)).toBe(true)
    expect((await test.end()).errors).toEqual([crashed('on_task_event 0')])
  })

  it('fails the test when it crashes at the end', async () => {
    const test = await begin()
    await test.run(() => plugin.invoke('go', { how: 'null', ms: 50 }))
    expect((await test.end()).errors).toEqual([crashed('on_task_event 0')])
  })

  it('fails the test when it calls exit()', async (context) => {
    needsCaughtExit(context)
    const test = await begin()
    await test.run(() => plugin.invoke('go', { how: 'exit' }))
    expect((await test.end()).errors).toEqual([withCode('PLUGIN_EXITED')])
  })

  it('fails the test when it did not return in time, before the end', async () => {
    const test = await begin(800)
    await test.run(async () => {
      await plugin.invoke('go', { how: 'hang' })
      await host.tasks.last.activity('search').catch(() => {})
    })
    expect((await test.end()).errors).toMatchObject([{ code: 'CALL_TIMED_OUT', end: { during: 'on_task_event 0' } }])
  })

  it('fails the test when it serves a client that has gone', async () => {
    const test = await begin()
    await test.run(async () => {
      await plugin.invoke('plan', { how: 'null', ms: 150 })
      await expect(plugin.fetch('/slow', { signal: AbortSignal.timeout(30) })).rejects.toThrow()
    })
    expect((await test.end()).errors).toEqual([crashed('handle_route GET /slow')])
  })

  it('fails the test when its host is one of the test, and uninstalled by then', async () => {
    const test = await begin()
    const own = new MockHost()
    const library = await compileLateCrasher('own')
    await test.run(() =>
      own.withInstalled(async () => {
        const loaded = await own.load(library, { image: 'test' })
        await loaded.invoke('go', { how: 'null', ms: 100 })
        await own.until(({ logs }) => logs.contains('event'))
      }),
    )
    expect((await test.end()).errors).toEqual([crashed('on_task_event 0')])
  })

  it('fails the test, once, when it is a thread or on_chunk of a plugin of the test host', async () => {
    const test = await openFile().begin('streams', { plugin: await libraryOf('crasher'), image: 'test' })
    await test.run(async () => {
      host.on.complete_stream.reply({ content: ['one'] })
      await plugin.invoke('in_chunk')
    })
    expect((await test.end()).errors).toEqual([withCode('PLUGIN_CRASHED')])
  })

  it('fails the test when it is a thread or on_chunk of a plugin of a host of the test', async () => {
    const test = await openFile().begin('streams to its own host')
    const own = new MockHost()
    await test.run(() =>
      own.withInstalled(async () => {
        own.on.complete_stream.reply({ content: ['one'] })
        const loaded = await own.load(await libraryOf('crasher'), { image: 'test' })
        await loaded.invoke('in_chunk')
      }),
    )
    expect((await test.end()).errors).toEqual([withCode('PLUGIN_CRASHED')])
  })

  it('fails no test that has got the error', async () => {
    const test = await begin()
    await test.run(async () => {
      await plugin.invoke('go', { how: 'null' })
      await expect(() => host.tasks.settle()).toCrash({ during: 'on_task_event 0' })
    })
    expect(await test.end()).toEqual({ errors: [], notes: [] })
  })

  it('fails no test that destroys its plugin, and gets the error there', async () => {
    const test = await begin()
    await test.run(async () => {
      const loaded = await host.load(await compileLateCrasher(), { image: 'test' })
      await loaded.invoke('go', { how: 'null' })
      await expect(() => loaded.destroy()).toCrash({ during: 'on_task_event 0' })
    })
    expect(await test.end()).toEqual({ errors: [], notes: [] })
  })

  it('fails no test that knows that the plugin had ended before', async () => {
    const test = await begin()
    await test.run(() => expect(() => plugin.invoke('go_and_crash', { how: 'return' })).toCrash())
    expect(await test.end()).toEqual({ errors: [], notes: [] })
  })
})

describe('a call after the end of its test', () => {
  async function leaveThread(file: ReturnType<typeof openFile>, name: string, options = {}) {
    const test = await file.begin(name, options)
    await test.run(() => plugin.invoke('linger', { until: 'release', message: 'late' }))
    return test
  }

  /** Lets the threads that wait speak, by a plugin of the same image. */
  async function release(file: ReturnType<typeof openFile>, until: () => boolean, options = {}) {
    const test = await file.begin('releases', options)
    await test.run(async () => {
      await plugin.invoke('release')
      await host.until(until)
    })
    return test
  }

  it('fails the file, once, and names the test whose host it was; the test that runs is innocent', async () => {
    const file = openFile()
    const first = await leaveThread(file, 'starts a thread')
    expect((await first.end()).errors).toEqual([])
    const second = await release(file, () => first.host().drops.length > 0)
    expect((await second.end()).errors).toEqual([])
    expect(second.host().logs.contains('late')).toBe(false)
    expect(await file.finish()).toMatchObject([
      {
        code: 'DROPPED_CALLS',
        message: expect.stringMatching(
          /^DROPPED_CALLS: A call came after the test "starts a thread" had ended\.[\s\S]*"late" +late: host \d+ had ended/,
        ),
      },
    ])
    expect(await file.finish()).toEqual([])
  })

  it('is held against nobody where drops do not fail', async () => {
    const file = openFile()
    const first = await leaveThread(file, 'starts a thread', { failOn: ['badFrees'] })
    await first.end()
    await (await release(file, () => first.host().drops.length > 0)).end()
    expect(await file.finish()).toEqual([])
  })

  it('is found though so many tests have followed that the memory of the host was given back', async () => {
    const file = openFile()
    const first = await leaveThread(file, 'long ago')
    const { id } = first.host()
    await first.end()
    for (let count = 0; count < 70; count++) {
      const between = await file.begin(`test ${count}`)
      between.run(() => host.api.log(2, 'in between'))
      await between.end()
    }
    const last = await release(file, () => MockHost.drops.some(({ through }) => through === id))
    await last.end()
    expect(await file.finish()).toMatchObject([
      { message: expect.stringContaining('after the test "long ago" had ended') },
    ])
  })
})

describe('a call into the plugin', () => {
  it('is given up before the time of the test is up, so that its error is the one shown', async () => {
    const test = await openFile().begin('has 300 ms', { timeout: 300, image: 'test' })
    const error: Error = await test.runTimed(() => plugin.invoke('hang')).catch((reason) => reason)
    const [, milliseconds] = /^CALL_TIMED_OUT: invoke "hang" did not return within (\d+) ms\./.exec(error.message) ?? []
    expect(Number(milliseconds)).toBeGreaterThanOrEqual(50)
    expect(Number(milliseconds)).toBeLessThanOrEqual(270)
  })

  it('has all of that time, however long a hook before has taken', async () => {
    const test = await openFile().begin('has a slow hook', { timeout: 1000, image: 'test' })
    await test.runTimed(async () => {
      await plugin.invoke('empty')
      await new Promise((resolve) => setTimeout(resolve, 850))
    })
    await test.runTimed(() => plugin.invoke('sleep_ms', { ms: 300 }))
  })

  it('gets 50 ms when that time is nearly up', async () => {
    const test = await openFile().begin('has no time', { timeout: 1, image: 'test' })
    await test.run(() => expect(plugin.invoke('hang')).rejects.toThrow('did not return within 50 ms.'))
    const sync = await openFile().begin('has no time either', { timeout: 1, image: 'test' })
    sync.run(() => expect(() => plugin.invokeSync('hang')).toThrow('did not return within 50 ms.'))
  })
})
