const { host, plugin } = require('osaurus-mockhost')
const { speaker } = require('./speak.cjs')

const speak = speaker({ expect, host, plugin })
const attempts = {}

jest.retryTimes(2)
for (const name of ['a', 'b', 'c', 'd']) {
  test.concurrent(`passes at its third attempt: ${name}`, async () => {
    attempts[name] = (attempts[name] ?? 0) + 1
    await speak(`${name}-${attempts[name]}`)
    expect(attempts[name]).toBe(3)
  })
}
