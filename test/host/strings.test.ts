import { describe, expect, it } from 'vitest'
import { MockHost } from '../../src/index.js'
import { loadChatter } from '../plugin/load-fixture.js'
import { installHost } from './install-host.js'

describe('the string ledger', () => {
  it('counts what the host handed out and got back', () => {
    const host = installHost()
    host.on.config_get.reply('eu')
    host.api.configGet('region')
    host.api.configGet('region')
    expect(host.strings).toMatchObject({ handedOut: 2, freed: 2, outstanding: [], badFrees: [] })
  })

  it('does not count NULL', () => {
    const host = installHost()
    host.api.configGet('region')
    host.api.freeString(null)
    expect(host.strings).toMatchObject({ handedOut: 0, freed: 0, badFrees: [] })
  })

  it('has strings of the test given back in its own async context, also those that a function made (R1)', async () => {
    const host = new MockHost()
    host.onConfigGet = (key) => key
    await host.withInstalled(async (api) => api.configGet('region'))
    expect(host.calls.entries.map(({ slot, role }) => [slot, role])).toEqual([
      ['config_get', 'install'],
      ['free_string', 'install'],
    ])
  })

  it('shows a string that the plugin kept: slot, text, size, thread and frame', async () => {
    const { host, plugin } = await loadChatter()
    host.on.config_get.reply('grüß')
    await plugin.invoke('free_none')
    const call = host.calls.to('config_get')[0]
    expect(host.strings.outstanding).toEqual([
      {
        slot: 'config_get',
        text: 'grüß',
        size: 6,
        pointer: expect.any(BigInt),
        thread: call?.thread,
        frame: call?.frame,
        at: expect.any(Number),
      },
    ])
    expect(call?.frame).toMatchObject({ kind: 'invoke' })
    expect(host.strings).toMatchObject({ handedOut: 1, freed: 0 })
  })

  it('lists what is outstanding in the order it was handed out', async () => {
    const { host, plugin } = await loadChatter()
    const texts = Array.from({ length: 20 }, (_, index) => `text ${index}`)
    for (const text of texts) host.on.config_get.replyOnce(text)
    for (const _ of texts) await plugin.invoke('free_none')
    expect(host.strings.outstanding.map(({ text }) => text)).toEqual(texts)
  })

  it('shows the first 4 096 bytes of a long string, and its whole size', async () => {
    const { host, plugin } = await loadChatter()
    host.on.config_get.reply('x'.repeat(10_000))
    await plugin.invoke('free_none')
    expect(host.strings.outstanding[0]).toMatchObject({ size: 10_000, text: 'x'.repeat(4096) })
  })

  it('shows a second free, which does no harm', async () => {
    const { host, plugin } = await loadChatter()
    host.on.config_get.reply('eu')
    expect(await plugin.invoke('free_twice')).toMatchObject({ ok: true })
    const pointer = host.calls.to('free_string')[0]?.args.pointer
    expect(host.strings.badFrees).toMatchObject([
      { reason: 'twice', pointer, thread: host.calls.to('free_string')[1]?.thread },
    ])
    const [call] = host.calls.to('config_get')
    const [badFree] = host.strings.badFrees
    expect(badFree?.string).toMatchObject({
      slot: 'config_get',
      text: 'eu',
      handedOut: { thread: call?.thread, frame: call?.frame },
      freed: { thread: call?.thread, frame: call?.frame },
    })
    expect(badFree?.frame).toEqual(call?.frame)
    expect(badFree?.at).toBeGreaterThanOrEqual(badFree?.string?.freed.at ?? Number.POSITIVE_INFINITY)
    expect(host.strings).toMatchObject({ handedOut: 1, freed: 1 })
  })

  it('shows frees of strings that are not its own, which are not freed', async () => {
    const { host, plugin } = await loadChatter()
    expect(await plugin.invoke('free_foreign')).toMatchObject({ ok: true, result: { frees: 2 } })
    expect(host.strings.badFrees.map(({ reason }) => reason)).toEqual(['foreign', 'foreign'])
    expect(host.strings).toMatchObject({ handedOut: 0, freed: 0 })
  })

  it('is told of a free by address when the test makes it', () => {
    const host = installHost()
    host.api.freeString(0x1000n)
    expect(host.strings.badFrees).toEqual([
      {
        reason: 'foreign',
        pointer: 0x1000n,
        thread: host.calls.to('free_string')[0]?.thread,
        frame: null,
        at: expect.any(Number),
      },
    ])
  })

  it('is a live view', async () => {
    const { host, plugin } = await loadChatter()
    const { strings } = host
    host.on.config_get.reply('eu')
    expect(strings.outstanding).toHaveLength(0)
    await plugin.invoke('free_none')
    expect(strings.outstanding).toHaveLength(1)
    expect(host.strings).toBe(strings)
  })

  it('keeps two hosts apart', () => {
    const [one, other] = [new MockHost(), new MockHost()]
    one.on.config_get.reply('one')
    one.withInstalled((api) => api.configGet('key'))
    other.withInstalled((api) => api.configGet('key'))
    expect(one.strings.handedOut).toBe(1)
    expect(other.strings.handedOut).toBe(0)
  })

  it('adds up the installs of one host', () => {
    const host = new MockHost()
    host.on.config_get.reply('eu')
    host.withInstalled((api) => api.configGet('key'))
    host.withInstalled((api) => api.configGet('key'))
    expect(host.strings).toMatchObject({ handedOut: 2, freed: 2 })
  })

  it('lists bad frees in order of time, whichever install they are booked to', async () => {
    const { host, plugin } = await loadChatter()
    host.on.config_get.reply('eu')
    await plugin.invoke('free_twice')
    const pointer = host.calls.to('free_string')[0]?.args.pointer as bigint
    await plugin.destroy()
    host.uninstall()
    host.withInstalled((api) => {
      api.freeString(0x1000n)
      api.freeString(pointer)
    })
    expect(host.strings.badFrees.map(({ reason }) => reason)).toEqual(['twice', 'foreign', 'twice'])
    host.hostAPIPointer()
  })
})

describe('reset', () => {
  it('hides what is outstanding', async () => {
    const { host, plugin } = await loadChatter()
    host.on.config_get.reply('old')
    await plugin.invoke('free_none')
    host.reset()
    expect(host.strings).toMatchObject({ handedOut: 0, freed: 0, outstanding: [], badFrees: [] })
    host.on.config_get.reply('new')
    await plugin.invoke('free_none')
    expect(host.strings.outstanding.map(({ text }) => text)).toEqual(['new'])
    expect(host.strings.handedOut).toBe(1)
  })

  it('hides bad frees, and only those so far', async () => {
    const { host, plugin } = await loadChatter()
    await plugin.invoke('free_foreign')
    host.reset()
    expect(host.strings.badFrees).toEqual([])
    host.api.freeString(0x1000n)
    expect(host.strings.badFrees).toMatchObject([{ pointer: 0x1000n }])
  })

  it('hides only what came before it, also when a later bad free is booked to an earlier install', async () => {
    const { host, plugin } = await loadChatter()
    host.on.config_get.reply('eu')
    await plugin.invoke('free_twice')
    const pointer = host.calls.to('free_string')[0]?.args.pointer as bigint
    await plugin.destroy()
    host.uninstall()
    host.withInstalled((api) => {
      api.freeString(0x1000n)
      host.reset()
      api.freeString(pointer)
      expect(host.strings.badFrees).toMatchObject([{ reason: 'twice', pointer }])
    })
    host.hostAPIPointer()
  })

  it('does not forget addresses: a string from before is no foreign one (R11)', async () => {
    const { host, plugin } = await loadChatter()
    host.on.config_get.reply('eu')
    await plugin.invoke('free_twice')
    const pointer = host.calls.to('free_string')[0]?.args.pointer as bigint
    host.reset()
    host.api.freeString(pointer)
    expect(host.strings.badFrees).toMatchObject([{ reason: 'twice', pointer }])
  })
})
