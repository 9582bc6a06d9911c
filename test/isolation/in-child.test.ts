import { describe, expect, it } from 'vitest'
import '../../matchers/register-vitest.js'
import { inChild } from '../../src/index.js'
import { libraryOf } from '../plugin/load-fixture.js'
import { children } from './processes.js'

describe('inChild', () => {
  it('runs a function in another process, with a host that is installed there', async () => {
    const found = await inChild(
      ({ host, args }) => ({
        pid: process.pid,
        isInstalled: host.isInstalled,
        profile: host.api.version,
        args,
      }),
      { args: { answer: 42 } },
    )
    expect(found).toEqual({ pid: expect.any(Number), isInstalled: true, profile: 6, args: { answer: 42 } })
    expect(found.pid).not.toBe(process.pid)
  })

  it('loads plugins there, and copies what comes of it', async () => {
    const library = await libraryOf('crasher')
    const messages = await inChild(
      async ({ host, load, args }) => {
        const plugin = await load(args)
        await plugin.invoke('fine')
        return host.logs.messages
      },
      { args: library },
    )
    expect(messages).toEqual(['fine'])
  })

  it('may import', async () => {
    expect(await inChild(async () => (await import('node:path')).basename('/a/b'))).toBe('b')
  })

  it('throws what the function throws, errors of this package as such', async () => {
    await expect(inChild(() => Promise.reject(new TypeError('not this')))).rejects.toThrow('not this')
    await expect(inChild(() => () => {})).rejects.toThrow('inChild cannot copy what the function returned')
    await expect(inChild(({ load }) => load('/nowhere/libnothing'))).rejects.toMatchObject({ code: 'FILE_NOT_FOUND' })
  })

  it('tells a crash of the thread of JavaScript from an exit and from a hang', async () => {
    await expect(() => inChild(() => process.kill(process.pid, 'SIGSEGV'))).toCrash({
      signal: 'SIGSEGV',
      during: 'inChild',
    })
    await expect(() => inChild(() => process.exit(7))).toExit(7)
    await expect(
      inChild(
        () => {
          for (;;);
        },
        { timeout: 300 },
      ),
    ).toHang({ during: 'inChild' })
  })

  it('tells a crash of a plugin as it is told there', async () => {
    const library = await libraryOf('crasher')
    const crash = (tool: string) =>
      inChild(async ({ load, args }) => (await load(args.library)).invoke(args.tool), { args: { library, tool } })
    await expect(() => crash('null')).toCrash({ during: 'invoke "null"', after: 'log' })
    await expect(() => crash('free_twice')).toCrash({ signal: 'SIGABRT', during: 'inChild' })
    await expect(() => crash('quick_exit')).toExit(3)
  })

  it.runIf(process.platform === 'linux')('leaves no process', async () => {
    await inChild(() => {})
    await expect.poll(children).toEqual([])
  })
})
