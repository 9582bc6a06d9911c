import { afterEach, describe, expect, it } from 'vitest'
import { MockHost } from '../../src/index.js'
import { libraryOf } from '../plugin/load-fixture.js'
import { openFile } from './begin-test.js'

const made: MockHost[] = []
afterEach(() => {
  for (const host of made.splice(0).reverse()) host.close()
})

/** What `beforeAll` does, or the top level of a module. */
function install(name: string): MockHost {
  const host = new MockHost({ name })
  host.hostAPIPointer()
  made.push(host)
  return host
}

describe('a file', () => {
  it('fails for hosts of its own that it leaves installed, and leaves the next file alone with its own', async () => {
    const file = openFile()
    const left = [install('one'), install('other')]
    expect(await file.finish()).toMatchObject([
      { code: 'LEFT_INSTALLED', message: expect.stringContaining('The file "opened.test.ts" left other installed.') },
      { code: 'LEFT_INSTALLED', message: expect.stringContaining('The file "opened.test.ts" left one installed.') },
    ])
    expect(left.map(({ isInstalled }) => isInstalled)).toEqual([false, false])
    const next = install('of the next file')
    next.api.onNewThread((api) => api.log(2, 'mine'))
    expect(next.logs.messages).toEqual(['mine'])
    expect(await file.finish()).toMatchObject([{ code: 'LEFT_INSTALLED' }])
  })

  it('has its plugins destroyed before', async () => {
    const file = openFile()
    const host = install('with a plugin')
    await host.load(await libraryOf('chatter'))
    expect(await file.finish()).toMatchObject([{ code: 'LEFT_INSTALLED' }])
    expect(host.logs.last?.message).toBe('destroy')
    expect(host.drops).toEqual([])
  })

  it('may uninstall by itself', async () => {
    const file = openFile()
    install('one').uninstall()
    expect(await file.finish()).toEqual([])
  })

  it('lets stand what was installed before it, plugins included', async () => {
    const around = install('of the worker')
    const plugin = await around.load(await libraryOf('chatter'))
    const file = openFile()
    const ofSetUp = install('of a setup file')
    file.start()
    install('its own')
    expect(await file.finish()).toMatchObject([{ message: expect.stringContaining('left its own installed.') }])
    expect([around.isInstalled, ofSetUp.isInstalled]).toEqual([true, true])
    await plugin.invoke('empty')
    await plugin.destroy()
  })
})
