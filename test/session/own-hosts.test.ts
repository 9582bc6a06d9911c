import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { afterEach, describe, expect, it } from 'vitest'
import '../../matchers/register-vitest.js'
import { host, MockHost } from '../../src/index.js'
import { runtime } from '../../src/native/runtime.js'
import { libraryOf } from '../plugin/load-fixture.js'
import { openFile } from './begin-test.js'

setFlagsFromString('--expose-gc')
const collectGarbage = runInNewContext('gc') as () => undefined

const withCode = (code: string) => expect.objectContaining({ code })
const failing = (): never => {
  throw new Error('the responder expected something else')
}
const asked = (own: MockHost) => own.withInstalled((api) => api.configGet('region'))
const freed = (own: MockHost) => own.withInstalled((api) => api.freeString(0x1234n))

describe('a host that a test has made itself', () => {
  let made: MockHost[] = []
  afterEach(() => {
    for (const one of made) one.close()
    made = []
  })
  const makeHost = (options = {}): MockHost => {
    const own = new MockHost({ name: 'own', ...options })
    made.push(own)
    return own
  }

  it('fails the test for what its responders threw', async () => {
    const test = await openFile().begin('asks')
    await test.run(() => {
      const own = makeHost()
      own.onConfigGet = failing
      asked(own)
    })
    expect((await test.end()).errors).toMatchObject([{ message: 'the responder expected something else' }])
  })

  it('fails it for bad frees, and beside the host of the test too', async () => {
    const test = await openFile().begin('frees')
    await test.run(() => {
      host.id
      freed(makeHost())
    })
    expect((await test.end()).errors).toEqual([withCode('BAD_FREES')])
  })

  it('fails it for what failOn names, when it is closed by then', async () => {
    const test = await openFile().begin('breaks rules', { failOn: ['violations', 'badFrees'] })
    await test.run(() => {
      const own = makeHost({ profile: 'production' })
      freed(own)
      own.withInstalled((api) => api.httpRequest('no JSON'))
      own.close()
    })
    expect((await test.end()).errors).toEqual([withCode('BAD_FREES'), withCode('VIOLATIONS')])
  })

  it('fails it for the crash of a thread, which is told once', async () => {
    const test = await openFile().begin('crashes')
    await test.run(async () => {
      const own = makeHost()
      own.hostAPIPointer()
      const { counters } = runtime().binding()
      const { crashes } = counters
      const crasher = await own.load(await libraryOf('crasher'), { image: 'test' })
      await crasher.invoke('on_thread')
      await expect.poll(() => counters.crashes).toBe(crashes + 1)
      own.uninstall()
    })
    expect((await test.end()).errors).toEqual([withCode('PLUGIN_CRASHED')])
  })

  it('fails nothing by what an assertion has dealt with, or an option allows', async () => {
    const test = await openFile().begin('knows', { allowViolations: { RESPONDER_FAILED: 'it is about that' } })
    await test.run(() => {
      const own = makeHost()
      freed(own)
      expect(own).toHaveViolations('BAD_FREE')
      own.onConfigGet = failing
      asked(own)
    })
    expect((await test.end()).errors).toEqual([])
  })

  it('is looked at by the next test for what is new', async () => {
    const file = openFile()
    const own = makeHost()
    for (const errors of [[withCode('BAD_FREES')], [], [withCode('BAD_FREES')]]) {
      const test = await file.begin('one of three')
      await test.run(() => (errors.length > 0 ? freed(own) : asked(own)))
      expect((await test.end()).errors).toEqual(errors)
    }
  })

  it('tells once what a responder threw, also when it is reset', async () => {
    const file = openFile()
    const own = makeHost()
    for (const errors of [[new Error('the responder expected something else')], []]) {
      const test = await file.begin('one of two')
      await test.run(() => {
        own.onConfigGet = errors.length > 0 ? failing : () => 'eu'
        asked(own)
        own.reset()
      })
      expect((await test.end()).errors).toEqual(errors)
    }
  })

  it('is let go of before the end of the test when it has nothing to tell', async () => {
    const test = await openFile().begin('makes many')
    const told = makeHost()
    freed(told)
    const before = runtime().binding().counters.liveHosts
    await test.run(async () => {
      for (let count = 0; count < 200; count++) {
        const own = new MockHost()
        own.onConfigGet = count === 0 ? failing : () => 'eu'
        asked(own)
      }
      const isLetGo = () => {
        collectGarbage()
        return runtime().binding().counters.liveHosts - before <= 2
      }
      await expect.poll(() => isLetGo()).toBe(true)
    })
    expect((await test.end()).errors).toMatchObject([{ message: 'the responder expected something else' }])
  })

  it('is not held by a thread outside of tests', () => {
    const own = makeHost()
    freed(own)
    expect(own.strings.badFrees).toHaveLength(1)
  })
})
