import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Worker } from 'node:worker_threads'
import { describe, expect, it, onTestFinished } from 'vitest'
import { type MockHost, type MockHostOptions, type Plugin, plugin } from '../../src/index.js'
import { resolveOptions } from '../../src/session/resolve-options.js'
import { TestFile } from '../../src/session/test-file.js'
import { installHost } from '../host/install-host.js'
import { compilePlugin } from '../plugin/compile-plugin.js'
import { libraryOf, loadChatter, loadFixture } from '../plugin/load-fixture.js'
import { children, membersOf } from './processes.js'

const isolated = { isolate: true }

async function loadCrasher(options: MockHostOptions = {}): Promise<{ host: MockHost; plugin: Plugin }> {
  const host = installHost(options)
  onTestFinished(() => host.close())
  return { host, plugin: await host.load(await libraryOf('crasher'), isolated) }
}

describe('a plugin in a process of its own', () => {
  it('takes every kind of call, and its calls are recorded with thread, frame and agent', async () => {
    const { host, plugin } = await loadChatter({}, isolated)
    expect(children()).toHaveLength(1)
    expect(plugin.manifest.plugin_id).toBe('com.example.chatter')
    expect(await plugin.invoke('echo', { a: 1 })).toMatchObject({ ok: true, result: { a: 1 } })
    expect(plugin.invokeSync('echo', { a: 2 })).toMatchObject({ ok: true, result: { a: 2 } })
    expect(await plugin.handleRoute({ path: '/x' })).toMatchObject({ status: 200, body: 'GET /x' })
    await plugin.configChanged('key', 'value')
    await plugin.taskEvent('a', 'completed', {})
    expect(host.logs.contains('config key=value')).toBe(true)
    await plugin.invoke('log', { level: 2, message: 'hello' }, { agentId: 'AAAAAAAA-0000-4000-8000-000000000001' })
    expect(host.calls.last).toMatchObject({
      slot: 'log',
      role: 'install',
      frame: { kind: 'invoke' },
      agentId: 'AAAAAAAA-0000-4000-8000-000000000001',
    })
  })

  it('is answered by functions of the test, also such as answer later, and in invokeSync', async () => {
    const { host, plugin } = await loadChatter({}, isolated)
    host.onConfigGet = (key) => `now ${key}`
    expect(await plugin.invoke('config_get', { key: 'a' })).toMatchObject({ result: 'now a' })
    expect(plugin.invokeSync('config_get', { key: 'b' })).toMatchObject({ result: 'now b' })
    host.on.http_request.replyWith(async () => ({ status: 201, body: 'later' }))
    expect(JSON.stringify(await plugin.invoke('http', { url: 'https://example.com/' }))).toContain('201')
  })

  it('gets the chunks of a stream, one after another', async () => {
    const { host, plugin } = await loadChatter({}, isolated)
    host.on.complete_stream.reply({ content: ['sun', 'ny'] })
    const args = ['{"model":"local","messages":[]}']
    expect(await plugin.invoke('call', { slot: 'complete_stream', args })).toMatchObject({
      result: expect.stringContaining('"content":"sunny"'),
    })
  })

  it('has threads of its own, whose calls are background calls under their names', async () => {
    const { host, plugin } = await loadChatter({}, isolated)
    await plugin.invoke('call', { slot: 'log', args: ['1', 'from there'], thread: 'worker' })
    expect(host.calls.last).toMatchObject({ role: 'background', thread: { name: 'worker' }, frame: null })
  })

  it('gives every string back, and a bad free is told', async () => {
    const { host, plugin } = await loadChatter({}, isolated)
    host.onConfigGet = () => 'text'
    await plugin.invoke('config_get', { key: 'a' })
    await plugin.invoke('call', { slot: 'list_models', thread: 'worker' })
    expect(host.strings.outstanding).toEqual([])
    expect(plugin.strings.returned).toBe(plugin.strings.givenBack)
    await plugin.invoke('free_twice')
    await plugin.invoke('free_foreign')
    expect(host.strings.badFrees.map(({ reason }) => reason)).toEqual(['twice', 'foreign', 'foreign'])
  })

  it('keeps its process over a reload, and has none after destroy', async () => {
    const { plugin } = await loadChatter({}, isolated)
    const [first] = children()
    await plugin.reload()
    expect(children().map(({ id }) => id)).toEqual([first?.id])
    expect(await plugin.invoke('inits')).toMatchObject({ result: 2 })
    await plugin.destroy()
    expect(children()).toEqual([])
    await plugin.reload()
    expect(await plugin.invoke('inits')).toMatchObject({ result: 1 })
    await plugin.destroy()
    expect(children()).toEqual([])
  })

  it('is not disturbed by the end of another', async () => {
    const { plugin } = await loadCrasher()
    const other = await loadCrasher()
    const [crashed, fine] = await Promise.allSettled([plugin.invoke('null'), other.plugin.invoke('fine')])
    expect([crashed.status, fine.status]).toEqual(['rejected', 'fulfilled'])
  })

  it('is wanted by an option of the host, which a load overrides', async () => {
    const host = installHost({ isolate: true })
    await loadFixture(host, 'chatter')
    expect(children()).toHaveLength(1)
    await loadFixture(host, 'crasher', { isolate: false })
    expect(children()).toHaveLength(1)
  })

  it('is named in the error of a library that cannot be loaded, and leaves no process', async () => {
    const host = installHost()
    const load = (name: string) => libraryOf(name).then((path) => host.load(path, isolated))
    await expect(load('no_entry')).rejects.toMatchObject({ code: 'ENTRY_NOT_FOUND' })
    await expect(load('null_init')).rejects.toMatchObject({ code: 'INIT_FAILED' })
    await expect(load('undefined_symbol')).rejects.toMatchObject({ code: 'UNDEFINED_SYMBOL' })
    expect(children()).toEqual([])
  })
})

const crashes: readonly (readonly [tool: string, sentence: RegExp])[] = [
  ['null', /crashed with SIG(SEGV|BUS) at address 0x0/],
  ['overflow', /crashed with SIG(SEGV|BUS)/],
  ['abort', /crashed with SIGABRT/],
  ['divide', /crashed with SIGFPE/],
  ['no_function', /crashed with SIG(SEGV|BUS)/],
  ['bad_pointer', /crashed with SIG(SEGV|BUS) at address 0x10/],
  ['freed_function', /crashed with SIG(SEGV|BUS)/],
  ['free_twice', /crashed with SIGABRT/],
  ['heap', /crashed with SIGABRT/],
]

describe.each(crashes)('a crash by %s', (tool, sentence) => {
  it('is a rejected call with the place, and the calls before it are there', async () => {
    const { host, plugin } = await loadCrasher()
    const error = await plugin.invoke(tool).catch((error: unknown) => error)
    expect(error).toMatchObject({
      code: 'PLUGIN_CRASHED',
      end: { how: 'crash', during: `invoke "${tool}"`, after: 'log' },
    })
    expect(String(error)).toMatch(sentence)
    expect(String(error)).toMatch(/crasher\.(so|dylib)\+0x/)
    expect(host.logs.entries.map(({ message }) => message)).toEqual([tool])
    await expect(plugin.invoke('fine')).rejects.toThrow(`was not called: the plugin crashed in invoke "${tool}"`)
    const next = await host.load(await libraryOf('crasher'), isolated)
    expect(await next.invoke('fine')).toMatchObject({ ok: true })
    await next.destroy()
  })
})

describe('the end of the process', () => {
  it('by a kill is a crash', async () => {
    const { host, plugin } = await loadCrasher()
    const error = await plugin.invoke('kill').catch((error: unknown) => error)
    expect(error).toMatchObject({ code: 'PLUGIN_CRASHED', end: { signal: 'SIGKILL', during: 'invoke "kill"' } })
    expect(String(error)).toContain('invoke "kill" was killed by SIGKILL')
    expect(host.logs.contains('kill')).toBe(true)
  })

  it('by exit and by _exit is told apart', async () => {
    const first = await loadCrasher()
    const exit = await first.plugin.invoke('exit').catch((error: unknown) => error)
    expect(exit).toMatchObject({ code: 'PLUGIN_EXITED', sentence: 'invoke "exit" called exit(3).' })
    const second = await loadCrasher()
    const quick = await second.plugin.invoke('quick_exit').catch((error: unknown) => error)
    expect(quick).toMatchObject({
      code: 'PLUGIN_EXITED',
      sentence: 'invoke "quick_exit" called _exit(3).',
      end: { how: 'exit', exitCode: 3 },
    })
  })

  it('throws out of invokeSync', async () => {
    const { plugin } = await loadCrasher()
    expect(() => plugin.invokeSync('null')).toThrow(/PLUGIN_CRASHED: invoke "null" crashed with/)
  })

  it('by a thread of the plugin is told when no call runs, and names the thread', async () => {
    const { host, plugin } = await loadCrasher()
    await plugin.invoke('on_thread')
    const error = await host.until(() => false).catch((error: unknown) => error)
    expect(String(error)).toMatch(/PLUGIN_CRASHED: A thread of the plugin crashed with SIG/)
    expect(String(error)).toMatch(/thread +"crashing"/)
    expect(error).toMatchObject({ end: { after: 'log', thread: 'crashing' } })
  })

  it('by a thread of the plugin cuts the call in progress off', async () => {
    const { plugin } = await loadCrasher()
    await expect(plugin.invoke('joined_thread')).rejects.toThrow(
      /PLUGIN_CRASHED: invoke "joined_thread" was cut off: a thread of the plugin crashed with SIG/,
    )
  })

  it('cuts other calls off, which do not count as the cause', async () => {
    const host = installHost()
    const plugin = await host.load(await compilePlugin('two', waitAndCrash), isolated)
    host.on.config_get.replyWith(() => new Promise<null>(() => {}))
    const waiting = plugin.invoke('wait').catch((error: unknown) => error)
    await host.until(({ calls }) => calls.to('log').length === 1)
    const crashed = await plugin.invoke('crash').catch((error: unknown) => error)
    host.on.config_get.reply(null)
    expect(crashed).toMatchObject({ sentence: expect.stringContaining('invoke "crash" crashed with') })
    expect(await waiting).toMatchObject({
      code: 'PLUGIN_CRASHED',
      sentence: expect.stringContaining('invoke "wait" was cut off: another callback crashed with'),
    })
  })

  it('between calls fails the test at its end', async () => {
    const { run, end } = await begin()
    await run(async () => {
      await plugin.invoke('on_thread')
      await expect.poll(() => children()).toEqual([])
    })
    expect((await end()).errors).toEqual([
      expect.objectContaining({ sentence: expect.stringContaining('A thread of the plugin crashed with SIG') }),
    ])
  })
})

describe('the end of a test', () => {
  it('ends the process of its plugin, also of one that is stuck or was never destroyed', async () => {
    const stuck = await begin()
    await stuck.run(() => plugin.invoke('fine'))
    expect(children()).toHaveLength(1)
    expect(await stuck.end()).toEqual({ errors: [], notes: [] })
    expect(children()).toEqual([])
  })

  it('tells of the threads that outlived destroy', async () => {
    const { run, end } = await begin('chatter')
    await run(() => plugin.invoke('linger', { until: 'never' }))
    expect((await end()).notes).toEqual([
      expect.stringMatching(/^the thread "linger" \(\d+\) of libchatter.* outlived/),
    ])
    expect(children()).toEqual([])
  })

  it('of a host ends the processes of its plugins', async () => {
    const host = installHost(isolated)
    await host.load(await libraryOf('crasher'))
    expect(children()).toHaveLength(1)
    host.close()
    expect(children()).toEqual([])
  })
})

/** A test that has the crasher, isolated, as its `plugin`. */
async function begin(library = 'crasher') {
  const file = new TestFile('any.test.ts')
  const options = resolveOptions({ plugin: await libraryOf(library), isolate: true })
  const session = file.begin({ name: 'the test', file: 'isolated.test.ts', root: '/', options, isSerialized: false })
  return {
    run: <R>(body: () => R) => file.run(session, body),
    end: () => file.end(session),
  }
}

const waitAndCrash = `
#include <signal.h>
static const osr_host_api *table;
static const char *invoke(osr_plugin_ctx ctx, const char *type, const char *id, const char *payload) {
  kit_log(table, id);
  if (id[0] == 'c') raise(SIGSEGV);
  kit_give_back(table, table->config_get("never"));
  return kit_invoke_echo(ctx, type, id, payload);
}
static const char *get_manifest(osr_plugin_ctx ctx) { (void)ctx; return kit_manifest("com.example.two"); }
static const osr_plugin_api plugin_api = {kit_free_string, kit_init, kit_destroy, get_manifest, invoke, 6, 0, 0, 0};
const osr_plugin_api *osaurus_plugin_entry_v2(const osr_host_api *host) { table = host; return &plugin_api; }
`

describe('a call that does not return in time', () => {
  it.each(['loop', 'own_mutex'])('by %s ends the process with its group, and the host goes on', async (tool) => {
    const { host, plugin } = await loadCrasher()
    const [child] = children()
    const error = await plugin.invoke(tool, {}, { timeout: 200 }).catch((error: unknown) => error)
    expect(error).toMatchObject({
      code: 'PLUGIN_TIMED_OUT',
      end: { how: 'hang', during: `invoke "${tool}"`, after: 'log' },
    })
    expect(String(error)).toMatch(/stood at\n(.*\n)*.*crasher\.(so|dylib)\+0x\w+ {2}(run_for_ever|lock_twice)\n/)
    expect(membersOf(child?.group ?? 0)).toEqual([])
    expect(children()).toEqual([])
    await expect(plugin.invoke('fine')).rejects.toMatchObject({ code: 'PLUGIN_TIMED_OUT' })
    const next = await host.load(await libraryOf('crasher'), isolated)
    expect(next.invokeSync('fine')).toMatchObject({ ok: true })
    expect(() => next.invokeSync('loop', {}, { timeout: 200 })).toThrow('PLUGIN_TIMED_OUT')
    expect(children()).toEqual([])
  })

  it('takes the processes along that the plugin has started', async () => {
    const host = installHost()
    const plugin = await host.load(await compilePlugin('parent', startsAnother), isolated)
    const result = await plugin.invoke('start')
    const grandchild = result.ok ? Number(result.result) : 0
    const [child] = children()
    expect(membersOf(child?.group ?? 0)).toContain(grandchild)
    await expect(plugin.invoke('loop', {}, { timeout: 100 })).rejects.toThrow('PLUGIN_TIMED_OUT')
    await expect.poll(() => membersOf(child?.group ?? 0)).toEqual([])
  })
})

const startsAnother = `
#include <unistd.h>
static volatile int zero;
static const char *invoke(osr_plugin_ctx ctx, const char *type, const char *id, const char *payload) {
  (void)ctx, (void)type, (void)payload;
  if (id[0] == 'l') while (zero == 0) continue;
  const int pid = fork();
  if (pid == 0) { execlp("sleep", "sleep", "600", (char *)0); _exit(1); }
  return kit_succeed(json_format("%d", pid));
}
static const char *get_manifest(osr_plugin_ctx ctx) { (void)ctx; return kit_manifest("com.example.parent"); }
static const osr_plugin_api plugin_api = {kit_free_string, kit_init, kit_destroy, get_manifest, invoke, 6, 0, 0, 0};
const osr_plugin_api *osaurus_plugin_entry_v2(const osr_host_api *host) { (void)host; return &plugin_api; }
`

/** A program that loads the crasher, isolated, prints the number of its process, and goes on with `rest`. */
async function programWith(rest: string): Promise<string> {
  return `
    import { readdirSync, readFileSync } from 'node:fs'
    import { MockHost } from '${new URL('../../dist/index.mjs', import.meta.url).href}'
    const host = new MockHost()
    host.hostAPIPointer()
    const plugin = await host.load(${JSON.stringify(await libraryOf('crasher'))}, { isolate: true })
    const isChild = (id) => {
      try {
        return readFileSync('/proc/' + id + '/stat', 'utf8').split(') ')[1].split(' ')[1] === String(process.pid)
      } catch {
        return false
      }
    }
    const child = readdirSync('/proc').find(isChild)
    ${rest}`
}

describe('the process', () => {
  it('prints where the process of the tests prints, to the last byte, and gets nothing of its Node options', async () => {
    const path = await compilePlugin('printer', prints)
    const preloaded = await compilePreload()
    const script = `
      import { MockHost } from '${new URL('../../dist/index.mjs', import.meta.url).href}'
      const host = new MockHost()
      host.hostAPIPointer()
      const plugin = await host.load(${JSON.stringify(path)}, { isolate: true })
      await plugin.invoke('print')
      await plugin.destroy()`
    const env = { ...process.env, NODE_OPTIONS: `--require ${preloaded}` }
    const args = ['--input-type=module', '-e', script]
    const { stdout, stderr } = spawnSync(process.execPath, args, { encoding: 'utf8', env, timeout: 30_000 })
    expect(stderr).toBe('')
    expect(stdout).toBe('preloaded\nprinted')
  })
})

/** A module that says when it is loaded. */
async function compilePreload(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'preload-'))
  onTestFinished(() => rm(folder, { recursive: true, force: true }))
  await writeFile(join(folder, 'preload.cjs'), "console.log('preloaded')")
  return join(folder, 'preload.cjs')
}

const prints = `
#include <stdio.h>
static const char *invoke(osr_plugin_ctx ctx, const char *type, const char *id, const char *payload) {
  (void)ctx, (void)type, (void)id, (void)payload;
  printf("printed");
  return kit_succeed(json_format("1"));
}
static const char *get_manifest(osr_plugin_ctx ctx) { (void)ctx; return kit_manifest("com.example.printer"); }
static const osr_plugin_api plugin_api = {kit_free_string, kit_init, kit_destroy, get_manifest, invoke, 6, 0, 0, 0};
const osr_plugin_api *osaurus_plugin_entry_v2(const osr_host_api *host) { (void)host; return &plugin_api; }
`

describe('the end of the process of the tests', () => {
  it.each([
    ['natural', 'console.log(child)', 0],
    ['by process.exit in the middle of a call', "console.log(child); plugin.invoke('loop'); process.exit(7)", 7],
    ['by a kill', "console.log(child); plugin.invoke('loop'); process.kill(process.pid, 'SIGKILL')", null],
  ])('%s takes the process of the plugin along', async (_, rest, code) => {
    const args = ['--input-type=module', '-e', await programWith(rest)]
    const { stdout, status, stderr } = spawnSync(process.execPath, args, { encoding: 'utf8', timeout: 30_000 })
    expect(stderr).toBe('')
    expect(status).toBe(code)
    expect(Number(stdout)).toBeGreaterThan(0)
    await expect.poll(() => membersOf(Number(stdout))).toEqual([])
  })

  it('is not held up by a plugin that was never destroyed', async () => {
    const child = spawn(process.execPath, ['--input-type=module', '-e', await programWith('console.log(child)')])
    const [code] = await once(child, 'exit')
    expect(code).toBe(0)
  })
})

describe('the end of a worker', () => {
  it('by terminate in the middle of a call takes the process of its plugin along', async () => {
    const script = await programWith(`
      const { parentPort } = await import('node:worker_threads')
      plugin.invoke('loop')
      parentPort.postMessage('calls')`)
    const worker = new Worker(new URL(`data:text/javascript,${encodeURIComponent(script)}`))
    await once(worker, 'message')
    expect(children()).toHaveLength(1)
    await worker.terminate()
    await expect.poll(children).toEqual([])
  })
})
