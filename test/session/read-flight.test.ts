import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { deathOf, errorOfDeath } from '../../src/session/flight/death.js'
import { readFlight } from '../../src/session/flight/read-flight.js'
import { arena, makeFlight } from './make-flight.js'

const folder = mkdtempSync(join(tmpdir(), 'read-flight-'))
afterAll(() => rmSync(folder, { recursive: true }))

function read(bytes: Buffer) {
  const path = join(folder, 'some.flight')
  writeFileSync(path, bytes)
  return readFlight(path)
}

describe('readFlight', () => {
  it('reads what the core has written, calls in the order of their time', () => {
    const flight = read(makeFlight())
    expect(flight).toMatchObject({
      process: { pid: 4711, start: 0 },
      label: { root: '/project', run: { pid: 1, start: 2 } },
      frames: [{ id: 9, kind: 5, thread: 3, hostId: 7, title: 'search', plugin: '/lib/libweather.so' }],
      tests: [{ isRunning: true, hostId: 7, name: 'suite > dies', file: '/project/dies.test.ts' }],
    })
    expect(flight?.entries.map(({ bytes }) => bytes.toString('utf8', 48))).toEqual(['two', 'one'])
  })

  it('has an error made of it that names test, plugin, callback, thread and calls', () => {
    const flight = read(makeFlight())
    const death = flight && deathOf(flight)
    expect(death && errorOfDeath(death).message).toMatchInlineSnapshot(`
      "PROCESS_DIED: Process 4711 of this run died in "suite > dies": it ended without a signal or exit handlers: _exit() or SIGKILL.
        file        /project/dies.test.ts
        plugin      libweather.so
        in          invoke "search"
        thread      "worker"
        last calls
              #  thread              frame   slot  arguments
              1  install 3 "worker"  invoke  log   trace, "two"
              2  install 3 "worker"  invoke  log   trace, "one"
        to fix      look for _exit() in the plugin, and for who sends SIGKILL: the plugin itself, or the system when memory runs out
        more        docs/errors/PROCESS_DIED.md"
    `)
  })

  it('is undefined where there is no file, or none of a recorder', () => {
    expect(readFlight(join(folder, 'none'))).toBeUndefined()
    expect(readFlight(folder)).toBeUndefined()
    expect(read(Buffer.alloc(0))).toBeUndefined()
    expect(read(Buffer.alloc(200_000))).toBeUndefined()
    const other = makeFlight()
    other.writeUInt32LE(2, 8)
    expect(read(other)).toBeUndefined()
  })

  it('throws nothing, wherever the file is cut off', () => {
    const whole = makeFlight()
    for (let size = 0; size <= whole.length; size += 997) {
      const flight = read(whole.subarray(0, size))
      if (flight !== undefined) deathOf(flight)
    }
  })

  it('throws nothing, whatever is in the file', () => {
    let seed = 1
    const random = () => (seed = (seed * 48271) % 2147483647)
    for (let round = 0; round < 200; round++) {
      const bytes = makeFlight()
      for (let index = 0; index < 400; index++) bytes[32 + (random() % (bytes.length - 32))] = random() & 255
      // Where it hurts most: sizes, lengths, kinds.
      for (let index = 0; index < 40; index++) bytes[arena + (random() % 160)] = random() & 255
      const flight = read(bytes)
      const death = flight && deathOf(flight)
      if (death) errorOfDeath(death)
    }
    expect(readFileSync(join(folder, 'some.flight')).length).toBeGreaterThan(0)
  })
})
