import { host, MockHost } from 'osaurus-mockhost'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'

const pause = (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds))

describe.concurrent('tests that run at the same time', () => {
  beforeEach(() => host.api.log(1, 'beforeEach'))
  afterEach(({ task }) => expect(host.logs.messages).toEqual(['beforeEach', `${task.name} 1`, `${task.name} 2`]))

  test.for([1, 2, 3, 4, 5, 6, 7, 8])('%i', async (number, { task, expect }) => {
    host.api.log(1, `${task.name} 1`)
    await pause(number % 3)
    host.api.log(1, `${task.name} 2`)
    expect(host).toHaveLogged(`${number} 2`)
  })
})

describe.concurrent('tests with hosts of their own', () => {
  test.for([1, 2, 3, 4])('%i', async (number) => {
    const own = new MockHost()
    await own.withInstalled(async (api) => {
      api.log(1, `first ${number}`)
      await pause(number % 2)
      api.log(1, `second ${number}`)
    })
    expect(own.logs.messages).toEqual([`first ${number}`, `second ${number}`])
    expect(host.calls.length).toBe(0)
  })
})
