import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, it } from 'vitest'
import { host, MockHost } from '../../src/index.js'
import { flightFolders } from '../../src/native/flight-folder.js'
import { readFlight, recordedName } from '../../src/session/flight/read-flight.js'
import { openFile } from './begin-test.js'

const project = mkdtempSync(join(tmpdir(), 'recorded-'))
afterAll(() => rmSync(project, { recursive: true }))

function readTests() {
  const [folder = ''] = flightFolders(project)
  const [name = ''] = readdirSync(folder)
  return readFlight(join(folder, name))?.tests ?? []
}

const runningTests = () => readTests().flatMap(({ name, isRunning }) => (isRunning ? [name] : []))

it('a test that is over does not count as running, whatever hosts it has made and kept', async () => {
  const file = openFile()
  for (let round = 1; round <= 70; round++) {
    const test = await file.begin(`test ${round}`, { root: project, isRecorded: true })
    test.run(() => {
      new MockHost().withInstalled((api) => api.log(1, 'from a host that nobody closes'))
      if (round % 2 === 0) host.api.log(1, 'from the host of the test')
    })
    expect(new Set(runningTests())).toEqual(new Set([`test ${round}`]))
    await test.end()
    expect(runningTests()).toEqual([])
  }
})

it.each([
  ['a short one', 'short'],
  ['one of letters', 'x'.repeat(600)],
  ['one in the middle of a character', 'ü'.repeat(300)],
])('the name of a test is found again as it was cut off: %s', async (_, name) => {
  const test = await openFile().begin(name, { root: project, isRecorded: true })
  test.run(() => new MockHost().withInstalled(() => {}))
  expect(readTests().at(-1)?.name).toBe(recordedName(name))
})
