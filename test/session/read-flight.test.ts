import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { deathOf, errorOfDeath } from '../../src/session/flight/death.js'
import { readFlight } from '../../src/session/flight/read-flight.js'

const folder = mkdtempSync(join(tmpdir(), 'read-flight-'))
afterAll(() => rmSync(folder, { recursive: true }))

const arena = 151552

/** A recorder as the core writes it: a test, a callback, a thread, and one chunk with two calls of `log`. */
function makeFlight(): Buffer {
  const bytes = Buffer.alloc(arena + 4096)
  bytes.write('MHFLIGHT', 0)
  for (const [at, value] of [
    [8, 1],
    [12, 4711],
    [40, 32],
    [44, 4096],
    [48, 65536],
    [52, 1 << 20],
  ] as const)
    bytes.writeUInt32LE(value, at)
  bytes.writeBigUInt64LE(4096n, 24)
  bytes.write(JSON.stringify({ root: '/project', run: { pid: 1, start: 2 } }), 1024)
  const thread = 12288 + 3 * 32
  bytes.writeUInt32LE(3, thread)
  bytes.write('worker', thread + 8)
  const frame = 20480
  for (const [at, value] of [
    [0, 9],
    [4, 5],
    [8, 3],
    [16, 7],
  ] as const)
    bytes.writeUInt32LE(value, frame + at)
  bytes.write('search', frame + 32)
  bytes.write('/lib/libweather.so', frame + 128)
  const test = 53248
  for (const [at, value] of [
    [0, 1],
    [4, 7],
    [12, 1],
  ] as const)
    bytes.writeUInt32LE(value, test + at)
  bytes.write('suite > dies', test + 16)
  bytes.write('/project/dies.test.ts', test + 512)
  bytes.writeUInt32LE(4096 - 32, arena + 8)
  bytes.writeUInt32LE(112, arena + 12)
  bytes.writeUInt32LE(7, arena + 24)
  for (const [index, text] of ['one', 'two'].entries()) {
    const entry = arena + 32 + index * 56
    bytes.writeUInt8(5, entry)
    bytes.writeUInt8(5 << 4, entry + 1)
    bytes.writeUInt16LE(2, entry + 2)
    bytes.writeBigUInt64LE(BigInt(index + 1), entry + 8)
    bytes.writeBigUInt64LE(BigInt(100 - index), entry + 16)
    for (const [at, value] of [
      [24, 3],
      [28, 9],
      [36, 3],
    ] as const)
      bytes.writeUInt32LE(value, entry + at)
    bytes.write(text, entry + 48)
  }
  return bytes
}

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
