import { mkdirSync, rmdirSync } from 'node:fs'
import { host, serialized } from 'osaurus-mockhost/vitest'
import { expect, test } from 'vitest'

const pause = (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds))

// One folder for each process: making it fails while another serialised test of the process has it.
async function runAlone(milliseconds) {
  const mark = `.serialized-${process.pid}`
  mkdirSync(mark)
  host.api.log(1, 'before')
  await pause(milliseconds)
  host.api.log(1, 'after')
  rmdirSync(mark)
  expect(host.logs.messages).toEqual(['before', 'after'])
}

serialized('first suite', () => {
  test.concurrent.for([1, 2, 3, 4])('%i waits for its turn, however short its time', { timeout: 700 }, () =>
    runAlone(200),
  )
})

serialized('second suite', () => {
  test.concurrent('runs between the others', () => runAlone(10))
  test('alone', () => runAlone(10))
})

test.concurrent('a test beside them does not wait', async () => {
  host.api.log(1, 'beside')
  await pause(5)
  expect(host.logs.messages).toEqual(['beside'])
})
