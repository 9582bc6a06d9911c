const { appendFileSync, mkdirSync, readdirSync } = require('node:fs')
const { basename } = require('node:path')
const pause = require('node:timers/promises').setTimeout

const filesAtOnce = 3

/** Concurrent tests, half of them in a serialised suite; each writes down its begin and its end. */
exports.defineSerialized = ({ define, serialized, beforeAll, expect, host, plugin, file }) => {
  const name = basename(file)
  const bothEnds = (kind, number) => async () => {
    const mark = () => appendFileSync(`${kind}.txt`, `${process.pid} ${name} ${number}\n`)
    mark()
    await plugin.invoke('storm', { threads: 2, count: 20, message: `${kind} ${number}` })
    await pause(5)
    expect(host.logs.messages.filter((message) => message.startsWith(`${kind} ${number} `))).toHaveLength(40)
    mark()
  }
  beforeAll(() => meetOtherFiles(name))
  const numbers = [1, 2, 3, 4, 5, 6]
  for (const number of numbers) define(`beside ${number}`, bothEnds('beside', number))
  serialized('serialised', () => {
    for (const number of numbers) define(`in turn ${number}`, bothEnds('serialised', number))
  })
}

/** Until as many files run as there are workers. */
async function meetOtherFiles(name) {
  mkdirSync(`arrived/${name}`, { recursive: true })
  while (readdirSync('arrived').length < filesAtOnce) await pause(1)
}
