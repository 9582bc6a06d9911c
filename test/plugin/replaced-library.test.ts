import { copyFile, mkdtemp, readFile, rename, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { beforeEach, describe, expect, it, onTestFinished, vi } from 'vitest'
import type { Plugin } from '../../src/index.js'
import { runtime } from '../../src/native/runtime.js'
import { installHost } from '../host/install-host.js'
import { compileText } from './compile-text.js'
import { libraryOf } from './load-fixture.js'

const ending = process.platform === 'darwin' ? 'dylib' : 'so'

let path: string
/** What the process has been told, without the paths. */
let warnings: string[]

beforeEach(async () => {
  const folder = await mkdtemp(join(tmpdir(), 'replaced-'))
  onTestFinished(() => rm(folder, { recursive: true }))
  path = join(folder, `libversion.${ending}`)
  warnings = []
  const spy = vi.spyOn(process, 'emitWarning')
  spy.mockImplementation((message) => void warnings.push(String(message).replaceAll(folder, '<folder>')))
  onTestFinished(() => spy.mockRestore())
})

/** A plugin that says its version, in the place of the one before. */
async function build(version: string, entry = 'osaurus_plugin_entry_v2', output = path): Promise<void> {
  await compileText(
    output,
    `#include "plugin_kit.h"
static const char *get_manifest(osr_plugin_ctx ctx) {
  (void)ctx;
  return json_format("{\\"plugin_id\\":\\"com.example.version\\",\\"version\\":\\"${version}\\",\\"capabilities\\":{}}");
}
static const osr_plugin_api plugin_api = {kit_free_string, kit_init, kit_destroy, get_manifest, kit_invoke_echo, 6, 0, 0, 0};
OSR_EXPORT const osr_plugin_api *${entry}(const osr_host_api *host);
const osr_plugin_api *${entry}(const osr_host_api *host) { (void)host; return &plugin_api; }
`,
  )
}

type Image = 'file' | 'test' | 'shared'

async function load(image: Image): Promise<Plugin> {
  const plugin = await installHost().load(path, { image })
  onTestFinished(() => plugin.destroy())
  return plugin
}

/** The version of a plugin that is loaded and destroyed. */
async function versionOf(image: Image): Promise<string | undefined> {
  const plugin = await load(image)
  await plugin.destroy()
  return plugin.manifest.version
}

describe.each(['file', 'shared'] as const)("image: '%s' of a library that was replaced", (image) => {
  it('is loaded from the new file, and the author is told once', async () => {
    await build('1')
    expect(await versionOf(image)).toBe('1')
    await build('2')
    expect(await versionOf(image)).toBe('2')
    expect(await versionOf(image)).toBe('2')
    expect(warnings).toEqual([
      `libversion.${ending} was replaced after this process had loaded it. The new file is loaded from a private copy; ` +
        `the old image stays in memory, where a debugger finds it as <folder>/libversion.${ending}.`,
    ])
  })

  it('is loaded from each new file', async () => {
    for (const version of ['1', '2', '3']) {
      await build(version)
      expect(await versionOf(image)).toBe(version)
    }
    expect(warnings).toHaveLength(2)
  })

  it('is entered anew by reload', async () => {
    await build('1')
    const plugin = await load(image)
    await build('2')
    await plugin.reload()
    expect(plugin.manifest.version).toBe('2')
    expect(warnings).toHaveLength(1)
  })

  it('while another JS thread has the old one is loaded from the new file', async () => {
    await build('1')
    expect(await versionOf(image)).toBe('1')
    await build('2')
    // All that another thread has in common with this one is the native core.
    runtime().images.clear()
    expect(await versionOf(image)).toBe('2')
    expect(warnings).toHaveLength(image === 'shared' ? 1 : 0)
  })

  it('by bytes in the old file, whose image is damaged by it, is not opened there', async () => {
    await build('1')
    const old = await stat(path)
    expect(await versionOf(image)).toBe('1')
    await build('2', undefined, `${path}.next`)
    await writeFile(path, await readFile(`${path}.next`), { flag: 'r+' })
    expect((await stat(path)).ino).toBe(old.ino)
    const jobs = vi.spyOn(runtime().binding().core, 'jobCall')
    onTestFinished(() => jobs.mockRestore())
    expect(await versionOf(image)).toBe('2')
    const opened = jobs.mock.calls.map((args) => args[9]) // The text behind it is the path that messages name.
    expect(opened).not.toContain(path)
    expect(opened).toContainEqual(expect.stringContaining('libversion'))
  })

  it('because it had no entry point', async () => {
    await build('1', 'osaurus_plugin_start')
    await expect(versionOf(image)).rejects.toThrow('ENTRY_NOT_FOUND')
    await build('2')
    expect(await versionOf(image)).toBe('2')
  })

  it.skipIf(process.platform === 'darwin')('because it could not be loaded is nothing to tell', async () => {
    await compileText(path, 'void nowhere(void); void osaurus_plugin_entry(void) { nowhere(); }')
    await expect(versionOf(image)).rejects.toThrow('UNDEFINED_SYMBOL')
    await build('2')
    expect(await versionOf(image)).toBe('2')
    expect(warnings).toEqual([])
  })
})

describe("image: 'test' of a library that was replaced", () => {
  it('is a copy of the file as it is now', async () => {
    await build('1')
    expect(await versionOf('test')).toBe('1')
    await build('2')
    expect(await versionOf('test')).toBe('2')
    expect(warnings).toEqual([])
  })

  it('is entered anew by reload', async () => {
    await build('1')
    const plugin = await load('test')
    await build('2')
    await plugin.reload()
    expect(plugin.manifest.version).toBe('2')
    await plugin.reload()
    expect(plugin.manifest.version).toBe('2')
  })
})

it('a library that was not replaced keeps its globals over a reload', async () => {
  await copyFile(await libraryOf('chatter'), path)
  const plugin = await load('test')
  await plugin.invoke('count')
  await plugin.reload()
  expect(await plugin.invoke('count')).toMatchObject({ result: 2 })
})

it('a library that was written again with the same bytes is another one', async () => {
  await copyFile(await libraryOf('chatter'), path)
  const count = async () => {
    const plugin = await load('file')
    const result = await plugin.invoke('count')
    await plugin.destroy()
    return result
  }
  expect(await count()).toMatchObject({ result: 1 })
  await copyFile(await libraryOf('chatter'), `${path}.new`)
  await rename(`${path}.new`, path)
  expect(await count()).toMatchObject({ result: 1 })
  expect(await count()).toMatchObject({ result: 2 })
})
