import { AsyncLocalStorage } from 'node:async_hooks'
import { host, MockHost, plugin } from 'osaurus-mockhost'
import { hostOptions, serialized } from 'osaurus-mockhost/vitest'
import { describe, expect, test } from 'vitest'

/** Outside of the async context of every test. */
const outside = AsyncLocalStorage.snapshot()

/** A host of the test itself, and one call of a thread without a host. */
function callInBackground() {
  const own = new MockHost()
  own.withInstalled((api) => api.onNewThread((behind) => behind.log(1, 'whose?')))
  return own
}

describe('a host of its own', () => {
  test('hears all threads in a test that never touches ours', () => {
    const own = callInBackground()
    expect(own.logs.messages).toEqual(['whose?'])
    expect(own.drops).toEqual([])
  })

  test('competes with ours in a test that touches it', () => {
    host.id
    const own = callInBackground()
    expect(own.logs.messages).toEqual([])
    expect(own.drops).toMatchObject([{ reason: 'ambiguous', competing: expect.arrayContaining([host.id, own.id]) }])
  })
})

describe('two async bodies side by side', () => {
  test('each keep their own calls, whatever is awaited', async () => {
    const hosts = [new MockHost(), new MockHost()]
    await Promise.all(
      hosts.map((own, index) =>
        own.withInstalled(async (api) => {
          for (let round = 0; round < 3; round++) {
            api.log(1, `${index} ${round}`)
            await new Promise((resolve) => setTimeout(resolve, (index + round) % 2))
            await plugin.invoke('log', { message: `${index} ${round} of the plugin` })
          }
        }),
      ),
    )
    hosts.forEach((own, index) => {
      const rounds = [0, 1, 2].flatMap((round) => [`${index} ${round}`, `${index} ${round} of the plugin`])
      // One of the two bodies loaded the plugin.
      const said = own.logs.messages.filter((message) => /\d/.test(message))
      expect(said).toEqual(rounds)
      expect(own.drops).toEqual([])
    })
  })
})

serialized('a serialised test', () => {
  test('has its host installed from the start', () => {
    expect(callInBackground().drops).toHaveLength(1)
  })

  test('has it on the stack of the thread itself', () => {
    outside(() => host.api.log(1, 'outside'))
    expect(host.calls.last).toMatchObject({ role: 'install' })
  })
})

test('any other test has its host in its own async context alone', () => {
  outside(() => host.api.log(1, 'outside'))
  expect(host.calls.last).toMatchObject({ role: 'background' })
  host.api.log(1, 'inside')
  expect(host.calls.last).toMatchObject({ role: 'install' })
})

describe.concurrent('tests that run at the same time, told apart by table', () => {
  hostOptions({ attribution: 'table', image: 'test' })

  test.for([1, 2, 3, 4])('%i hears its own threads, and no other', async (number, { expect }) => {
    await plugin.invoke('storm', { threads: 3, count: 20, message: `storm ${number}` })
    const heard = host.logs.entries.filter(({ call }) => call.role === 'background').map(({ message }) => message)
    expect(heard).toHaveLength(60)
    expect(heard.filter((message) => !message.startsWith(`storm ${number} `))).toEqual([])
    expect(host.drops).toEqual([])
  })
})
