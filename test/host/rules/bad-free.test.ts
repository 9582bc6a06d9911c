import { describe, expect, it } from 'vitest'
import { describeBadFree, findCalls } from '../../../src/host/rules/bad-free.js'
import type { BadFree } from '../../../src/index.js'
import { installThread, recordCall, refreshThread } from '../../matchers/fake-host.js'
import { loadChatter } from '../../plugin/load-fixture.js'
import { installHost } from '../install-host.js'
import { violationsOf } from '../violations-of.js'

const foreign: BadFree = { reason: 'foreign', pointer: 0x1234n, thread: refreshThread, frame: null, at: 3000 }
const twice: BadFree = {
  ...foreign,
  reason: 'twice',
  string: {
    slot: 'config_get',
    text: 'eu',
    handedOut: { thread: installThread, frame: { id: 1, kind: 'invoke' }, at: 1000 },
    freed: { thread: refreshThread, frame: null, at: 2000 },
  },
}

describe('BAD_FREE', () => {
  it('says where a string that comes back twice was handed out and freed first', () => {
    expect(describeBadFree(twice)).toBe(
      'Thread 2 gave free_string 0x1234, which had been freed before, on thread 2 "refresh": ' +
        '"eu" of config_get, handed out on thread 1 in invoke. It was not freed.',
    )
  })

  it('says of an address that no host handed it out', () => {
    expect(describeBadFree(foreign)).toBe(
      'Thread 2 gave free_string 0x1234, which was never handed out by a host. It was not freed.',
    )
  })

  it('is broken once for each free, and names the call', async () => {
    const { host, plugin } = await loadChatter()
    host.on.config_get.reply('eu')
    await plugin.invoke('free_twice')
    await plugin.invoke('free_foreign')
    const frees = host.calls.to('free_string')
    expect(violationsOf(host, 'BAD_FREE').map(({ seq }) => seq)).toEqual(frees.slice(1).map(({ seq }) => seq))
    expect(host.strings.badFrees).toHaveLength(frees.length - 1)
  })

  it('is not broken by a string that comes back once', () => {
    const host = installHost()
    host.on.config_get.reply('eu')
    host.api.configGet('region')
    expect(host.strings.freed).toBe(1)
    expect(violationsOf(host, 'BAD_FREE')).toEqual([])
  })
})

describe('the calls of bad frees', () => {
  const free = (pointer: bigint, at: number, on = refreshThread) =>
    recordCall(['free_string', [pointer], { on, refused: 'BAD_FREE' }], at)

  it('are those of the same address and thread, in order', () => {
    const calls = [free(0x9n, 1), free(0x1234n, 2, installThread), free(0x1234n, 3), free(0x1234n, 9)]
    expect(findCalls([foreign, { ...foreign, at: 9100 }], calls).map((call) => call?.seq)).toEqual([4, 10])
  })

  it('may be in the journal of another host', () => {
    expect(findCalls([foreign], [free(0x9n, 1)])).toEqual([undefined])
  })
})
