const { appendFileSync, readdirSync } = require('node:fs')

/** As many private images as there are tests. */
exports.defineImages = ({ define, beforeAll, afterAll, expect, plugin, tests }) => {
  let before = 0
  beforeAll(() => {
    before = openFiles()
  })
  for (let number = 0; number < tests; number++) {
    define(`image ${number}`, async () => expect(await plugin.invoke('count')).toSucceed(1))
  }
  afterAll(() => appendFileSync('facts.txt', `${JSON.stringify({ pid: process.pid, opened: openFiles() - before })}\n`))
}

/** The mailbox of a JS thread has two, made at its first host. */
function openFiles() {
  return process.platform === 'linux' ? readdirSync('/proc/self/fd').length : 0
}
