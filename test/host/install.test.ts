import { describe, expect, it } from 'vitest'
import { internals } from '../../src/host/mock-host.js'
import { isMockHostError, MockHost } from '../../src/index.js'
import { installHost } from './install-host.js'

const withCode = (code: string) => expect.objectContaining({ code })

describe('an install', () => {
  it('hands out the address of a table, which the API repeats', () => {
    const host = new MockHost()
    const pointer = host.hostAPIPointer()
    expect(pointer).toBeTypeOf('bigint')
    expect(host.api.pointer).toBe(pointer)
    expect(host.isInstalled).toBe(true)
    host.uninstall()
    expect(host.isInstalled).toBe(false)
  })

  it('of a host that is installed throws ALREADY_INSTALLED, and leaves it installed (R2)', () => {
    const host = installHost({ name: 'mine' })
    expect(() => host.hostAPIPointer()).toThrowErrorMatchingInlineSnapshot(`
      [MockHostError: ALREADY_INSTALLED: mine is installed already.
        to fix      uninstall it first, or make another MockHost: installs of different hosts nest freely
        more        docs/errors/ALREADY_INSTALLED.md]
    `)
    host.api.log(2, 'still here')
    expect(host.logs.messages).toEqual(['still here'])
  })

  it('may follow an uninstall: the table is new, the recorders go on', () => {
    const host = new MockHost()
    const first = host.hostAPIPointer()
    host.api.log(2, 'first')
    host.uninstall()
    const second = host.hostAPIPointer()
    host.api.log(2, 'second')
    host.uninstall()
    expect(second).not.toBe(first)
    expect(host.logs.messages).toEqual(['first', 'second'])
  })

  it('of abiVersion 1 throws NO_HOST_TABLE', () => {
    const host = new MockHost({ abiVersion: 1 })
    expect(() => host.hostAPIPointer()).toThrow(withCode('NO_HOST_TABLE'))
    expect(host.isInstalled).toBe(false)
  })

  it('of more hosts than there are trampolines throws POOL_EXHAUSTED, and uninstalling makes room', () => {
    const hosts: MockHost[] = []
    let error: unknown
    try {
      while (hosts.length < 600) {
        const host = new MockHost()
        host.hostAPIPointer()
        hosts.push(host)
      }
    } catch (thrown) {
      error = thrown
    }
    for (const host of hosts.toReversed()) host.close()
    expect(isMockHostError(error, 'POOL_EXHAUSTED')).toBe(true)
    expect(hosts).toHaveLength(511)
    installHost().api.log(2, 'room again')
  })
})

describe('uninstall', () => {
  it('of a host that is not installed does nothing (R3)', () => {
    const host = new MockHost()
    host.uninstall()
    host.hostAPIPointer()
    host.uninstall()
    host.uninstall()
    expect(host.isInstalled).toBe(false)
  })

  it('restores the host below (R1)', () => {
    const outer = installHost()
    const inner = new MockHost()
    outer.api.log(2, 'before')
    inner.hostAPIPointer()
    inner.api.log(2, 'inside')
    inner.uninstall()
    outer.api.log(2, 'after')
    expect(outer.logs.messages).toEqual(['before', 'after'])
    expect(inner.logs.messages).toEqual(['inside'])
  })

  it('of a host that is not the last one throws NOT_LAST_INSTALLED, changes nothing, and a right unwind works (R3)', () => {
    const outer = new MockHost({ name: 'outer' })
    const inner = new MockHost({ name: 'inner' })
    outer.hostAPIPointer()
    inner.hostAPIPointer()
    expect(() => outer.uninstall()).toThrowErrorMatchingInlineSnapshot(`
      [MockHostError: NOT_LAST_INSTALLED: outer is not the host that was installed last here.
        to fix      uninstall in the reverse order of the installs, or use withInstalled, which does so
        more        docs/errors/NOT_LAST_INSTALLED.md]
    `)
    expect([outer.isInstalled, inner.isInstalled]).toEqual([true, true])
    inner.api.log(2, 'inner still gets calls')
    expect(inner.logs.length).toBe(1)
    inner.uninstall()
    outer.api.log(2, 'and now outer')
    outer.uninstall()
    expect(outer.logs.messages).toEqual(['and now outer'])
    installHost().api.onNewThread((api) => api.log(2, 'nothing leaked: one host is installed'))
  })

  it('happens at the end of a `using` block', () => {
    const host = new MockHost()
    {
      using used = host
      used.hostAPIPointer()
      expect(host.isInstalled).toBe(true)
    }
    expect(host.isInstalled).toBe(false)
  })
})

describe('withInstalled', () => {
  it('passes the API and returns what the body returns', () => {
    const host = new MockHost()
    host.onConfigGet = (key) => key.toUpperCase()
    expect(host.withInstalled((api) => api.configGet('region'))).toBe('REGION')
    expect(host.isInstalled).toBe(false)
  })

  it('uninstalls when the body throws, and the error comes through', () => {
    const host = new MockHost()
    const error = new Error('from the body')
    expect(() =>
      host.withInstalled(() => {
        throw error
      }),
    ).toThrow(error)
    expect(host.isInstalled).toBe(false)
  })

  it('keeps the host installed until an async body settles', async () => {
    const host = new MockHost()
    const done = host.withInstalled(async (api) => {
      await new Promise(setImmediate)
      api.log(2, 'late in the body')
      return 'value'
    })
    expect(host.isInstalled).toBe(true)
    expect(await done).toBe('value')
    expect(host.isInstalled).toBe(false)
    expect(host.logs.messages).toEqual(['late in the body'])
  })

  it('uninstalls when an async body rejects, and the error comes through', async () => {
    const host = new MockHost()
    const rejects = host.withInstalled(async () => {
      await new Promise(setImmediate)
      throw new Error('later')
    })
    await expect(rejects).rejects.toThrow('later')
    expect(host.isInstalled).toBe(false)
  })

  it('takes a body that returns a thenable without `finally` for an async one', async () => {
    const host = new MockHost()
    let wasInstalled: boolean | undefined
    const thenable = {
      // biome-ignore lint/suspicious/noThenProperty: such objects are what this is about
      then(resolve: (value: string) => void) {
        setImmediate(() => {
          wasInstalled = host.isInstalled
          resolve('value')
        })
      },
    }
    expect(await host.withInstalled(() => thenable)).toBe('value')
    expect(wasInstalled).toBe(true)
    expect(host.isInstalled).toBe(false)
  })

  it('leaves alone what the body has uninstalled itself', () => {
    const host = new MockHost()
    host.withInstalled(() => host.uninstall())
    expect(host.isInstalled).toBe(false)
  })

  it('nests, and each host gets its own calls', () => {
    const outer = new MockHost()
    const inner = new MockHost()
    outer.withInstalled((outerAPI) => {
      outerAPI.log(2, 'outer')
      inner.withInstalled((innerAPI) => innerAPI.log(2, 'inner'))
      outerAPI.log(2, 'outer again')
    })
    expect(outer.logs.messages).toEqual(['outer', 'outer again'])
    expect(inner.logs.messages).toEqual(['inner'])
  })

  it('throws the error of the body, and uninstalls, when the body also left another host installed', () => {
    const host = new MockHost()
    const forgotten = new MockHost()
    const body = () => {
      forgotten.hostAPIPointer()
      throw new Error('from the body')
    }
    expect(() => host.withInstalled(body)).toThrow('from the body')
    expect(host.isInstalled).toBe(false)
    forgotten[internals].uninstallAnywhere()
  })

  it('throws NOT_LAST_INSTALLED, and uninstalls, when the body left another host installed', async () => {
    const host = new MockHost()
    const forgotten = new MockHost()
    expect(() => host.withInstalled(() => forgotten.hostAPIPointer())).toThrow(withCode('NOT_LAST_INSTALLED'))
    expect(host.isInstalled).toBe(false)
    forgotten[internals].uninstallAnywhere()
    await expect(host.withInstalled(async () => forgotten.hostAPIPointer())).rejects.toThrow(
      withCode('NOT_LAST_INSTALLED'),
    )
    expect(host.isInstalled).toBe(false)
    forgotten[internals].uninstallAnywhere()
  })
})

describe('two async bodies side by side', () => {
  const turn = () => new Promise((resolve) => setImmediate(resolve))

  it('each see their own host, whatever the turns (R1)', async () => {
    const hosts = [new MockHost(), new MockHost()] as const
    const body = (host: MockHost, own: string) =>
      host.withInstalled(async (api) => {
        for (let round = 0; round < 5; round++) {
          api.log(2, `${own} ${round}`)
          await turn()
        }
      })
    await Promise.all([body(hosts[0], 'a'), body(hosts[1], 'b')])
    const messages = (own: string) => [0, 1, 2, 3, 4].map((round) => `${own} ${round}`)
    expect(hosts[0].logs.messages).toEqual(messages('a'))
    expect(hosts[1].logs.messages).toEqual(messages('b'))
  })

  it('call through either table, and the body decides whose call it is (R9)', async () => {
    const [one, other] = [new MockHost(), new MockHost()]
    let ofOther: MockHost['api'] | undefined
    await Promise.all([
      one.withInstalled(async () => {
        await turn()
        ofOther?.log(2, "through the other's table")
      }),
      other.withInstalled(async (api) => {
        ofOther = api
        await turn()
        await turn()
        api.log(2, 'own')
      }),
    ])
    expect(one.logs.messages).toEqual(["through the other's table"])
    expect(other.logs.messages).toEqual(['own'])
  })

  it('stand above what was installed before them', async () => {
    const outer = installHost()
    const [one, other] = [new MockHost(), new MockHost()]
    await Promise.all(
      [one, other].map((host) =>
        host.withInstalled(async (api) => {
          await turn()
          api.log(2, host.name)
        }),
      ),
    )
    outer.api.log(2, 'outer')
    expect(one.logs.messages).toEqual([one.name])
    expect(other.logs.messages).toEqual([other.name])
    expect(outer.logs.messages).toEqual(['outer'])
  })

  it('may end in any order', async () => {
    const [early, late] = [new MockHost(), new MockHost()]
    let finishLate = () => {}
    const lateBody = late.withInstalled(async (api) => {
      await new Promise<void>((resolve) => {
        finishLate = resolve
      })
      api.log(2, 'late')
    })
    await early.withInstalled(async (api) => api.log(2, 'early'))
    finishLate()
    await lateBody
    expect([early, late].map((host) => host.logs.messages)).toEqual([['early'], ['late']])
    expect([early, late].map((host) => host.isInstalled)).toEqual([false, false])
  })
})
