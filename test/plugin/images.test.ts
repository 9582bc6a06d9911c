import { copyFile, mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { describe, expect, it, onTestFinished } from 'vitest'
import type { MockHost } from '../../src/index.js'
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
