import type { ProcessName } from '../../src/native/flight-folder.js'

/** Where the chunks of the journals begin. */
export const arena = 151552

export interface FlightOptions {
  /** Of the process that wrote it. */
  readonly pid?: number
  /** The main process of its runner. */
  readonly run?: ProcessName
}

/** A recorder as the core writes it: a test, a callback, a thread, and one chunk with two calls of `log`. */
export function makeFlight({ pid = 4711, run = { pid: 1, start: 2 } }: FlightOptions = {}): Buffer {
  const bytes = Buffer.alloc(arena + 4096)
  bytes.write('MHFLIGHT', 0)
  for (const [at, value] of [
    [8, 1],
    [12, pid],
    [40, 32],
    [44, 4096],
    [48, 65536],
    [52, 1 << 20],
  ] as const)
    bytes.writeUInt32LE(value, at)
  bytes.writeBigUInt64LE(4096n, 24)
  bytes.write(JSON.stringify({ root: '/project', run }), 1024)
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
