import { plugin } from 'osaurus-mockhost'
import { describe, expect, test } from 'vitest'

let running = 0
let arrived

/** Waits for the test of the other suite, so that both have their plugin at the same time. */
async function meet() {
  running++
  if (running % 2 === 0) return arrived.resolve()
  arrived = Promise.withResolvers?.() ?? withResolvers()
  await arrived.promise
}

function withResolvers() {
  let resolve
  const promise = new Promise((settle) => {
    resolve = settle
  })
  return { promise, resolve }
}

for (const suite of [1, 2]) {
  describe.concurrent(`concurrent suite ${suite} of tests that are not`, () => {
    for (const number of [1, 2]) {
      test(`has an image of its own in suite ${suite}, ${number}`, { concurrent: false }, async () => {
        const first = await plugin.invoke('count')
        await meet()
        expect(first).toSucceed(1)
        expect(await plugin.invoke('count')).toSucceed(2)
      })
    }
  })
}
