const { host, plugin } = require('osaurus-mockhost')
const { speaker } = require('./speak.cjs')

const speak = speaker({ expect, host, plugin })

describe('a suite', () => {
  for (const number of [1, 2, 3, 4]) test.concurrent(`passes ${number}`, () => speak(`suite-${number}`))
  test('passes alone', () => speak('alone'))
})

test.concurrent('fails', async () => {
  await speak('failing')
  expect(1).toBe(2)
})

test.concurrent('hangs in its plugin', async () => {
  await speak('hanging')
  await plugin.invoke('hang')
}, 2000)

test.concurrent('waits for nothing', async () => {
  await speak('waiting')
  await new Promise(() => {})
}, 2000)
