import { execFile } from 'node:child_process'
import { copyFile, mkdtemp, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { promisify } from 'node:util'
import { describe, expect, it, onTestFinished } from 'vitest'
import type { MockHost, Plugin } from '../../src/index.js'
import { installHost } from '../host/install-host.js'
import { libraryOf } from './load-fixture.js'

const ending = process.platform === 'darwin' ? 'dylib' : 'so'

async function makeFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'images-'))
  onTestFinished(() => rm(folder, { recursive: true, force: true }))
  return folder
}

/** A copy of chatter that no other test has loaded. */
async function freshChatter(): Promise<string> {
  const path = join(await makeFolder(), `libfresh.${ending}`)
  await copyFile(await libraryOf('chatter'), path)
  return path
}

/** Loads, counts once, destroys: what the tool answers are the globals of the image. */
async function countOnce(host: MockHost, path: string, image: 'file' | 'test' | 'shared'): Promise<unknown> {
  const plugin = await host.load(path, { image })
  const result = await plugin.invoke('count')
  await plugin.destroy()
  return result.ok && result.result
}

describe("image: 'file'", () => {
  it('is entered anew at each load, and its globals live on', async () => {
    const host = installHost()
    const path = await freshChatter()
    expect(await countOnce(host, path, 'file')).toBe(1)
    expect(await countOnce(host, path, 'file')).toBe(2)
    expect(host.logs.messages.filter((message) => message === 'entry')).toHaveLength(2)
  })

  it('is the default', async () => {
    const host = installHost()
    const path = await freshChatter()
    await countOnce(host, path, 'file')
    const plugin = await host.load(path)
    expect(await plugin.invoke('count')).toMatchObject({ result: 2 })
    await plugin.destroy()
  })

  it('takes the file itself when nobody else has it: no copy is made', async () => {
    const host = installHost()
    const path = await freshChatter()
    await countOnce(host, path, 'file')
    if (process.platform !== 'linux') return
    expect(await readFile('/proc/self/maps', 'utf8')).toContain(path)
  })

  it('of a replaced library is loaded anew', async () => {
    const host = installHost()
    const path = await freshChatter()
    expect(await countOnce(host, path, 'file')).toBe(1)
    const replacement = `${path}.new`
    await copyFile(await libraryOf('chatter'), replacement)
    await rename(replacement, path)
    expect(await countOnce(host, path, 'file')).toBe(1)
    expect(await countOnce(host, path, 'file')).toBe(2)
  })

  it('of a replaced library is loaded anew by reload', async () => {
    const path = join(await makeFolder(), `libversion.${ending}`)
    await compile(path, 'first')
    const plugin = await installHost().load(path)
    onTestFinished(() => plugin.destroy())
    expect(await versionOf(plugin)).toBe('first')
    await compile(path, 'second')
    await plugin.reload()
    expect(await versionOf(plugin)).toBe('second')
  })
})

describe("image: 'test'", () => {
  it('has globals of its own at each load', async () => {
    const host = installHost()
    const path = await freshChatter()
    expect(await countOnce(host, path, 'test')).toBe(1)
    expect(await countOnce(host, path, 'test')).toBe(1)
  })

  it('shares no globals with one that is loaded at the same time', async () => {
    const host = installHost()
    const path = await freshChatter()
    const [one, other] = await Promise.all([host.load(path, { image: 'test' }), host.load(path, { image: 'test' })])
    await one.invoke('count')
    expect(await one.invoke('count')).toMatchObject({ result: 2 })
    expect(await other.invoke('count')).toMatchObject({ result: 1 })
    await Promise.all([one.destroy(), other.destroy()])
  })

  it('leaves no temporary folder behind', async () => {
    const copies = async () => (await readdir(tmpdir())).filter((name) => name.startsWith('osaurus-mockhost-'))
    const before = await copies()
    const plugin = await installHost().load(await freshChatter(), { image: 'test' })
    const added = (await copies()).filter((name) => !before.includes(name))
    await plugin.destroy()
    // Other test files load at the same time: theirs go as well.
    for (let tries = 0; tries < 100 && (await stillThere(added)); tries++) await wait(20)
    expect(await stillThere(added)).toBe(false)
  })
})

describe("image: 'shared'", () => {
  it('is one for the whole process', async () => {
    const host = installHost()
    const path = await freshChatter()
    expect(await countOnce(host, path, 'shared')).toBe(1)
    expect(await countOnce(host, path, 'shared')).toBe(2)
  })
})

describe('load', () => {
  it.each([
    ['INVALID_OPTION', 'a mode that there is not', { image: 'suite' }],
    ['INVALID_OPTION', 'a plugin id that is no text', { pluginId: 5 }],
    ['UNKNOWN_OPTION', 'an option that there is not', { plugin_id: 'com.example.chatter' }],
  ])('rejects with %s for %s', async (code, _, options) => {
    const load = installHost().load(await freshChatter(), options as never)
    await expect(load).rejects.toThrow(expect.objectContaining({ code }))
  })
})

async function stillThere(names: readonly string[]): Promise<boolean> {
  const present = await readdir(tmpdir())
  return names.some((name) => present.includes(name))
}

async function versionOf(plugin: Plugin): Promise<unknown> {
  return plugin.manifest.version
}

/** A plugin that says its version, compiled into that very path. */
async function compile(path: string, version: string): Promise<void> {
  const source = `${path}.c`
  await writeFile(
    source,
    `#include "plugin_kit.h"
static const char *get_manifest(osr_plugin_ctx ctx) {
  (void)ctx;
  return json_format("{\\"plugin_id\\":\\"com.example.version\\",\\"version\\":\\"${version}\\",\\"capabilities\\":{}}");
}
static const osr_plugin_api plugin_api = {kit_free_string, kit_init, kit_destroy, get_manifest, kit_invoke_echo, 6, 0, 0, 0};
const osr_plugin_api *osaurus_plugin_entry_v2(const osr_host_api *host) { (void)host; return &plugin_api; }
`,
  )
  const include = new URL('../fixtures/plugins/include', import.meta.url).pathname
  const unfinished = `${path}.tmp`
  await promisify(execFile)(process.env.CC ?? 'cc', [
    '-fPIC',
    '-shared',
    '-pthread',
    `-I${include}`,
    '-o',
    unfinished,
    source,
  ])
  await rename(unfinished, path)
}
