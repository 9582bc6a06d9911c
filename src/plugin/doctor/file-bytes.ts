import { closeSync, fstatSync, openSync, readSync } from 'node:fs'

/** The bytes of a file, or of a part of one. */
export interface FileBytes {
  readonly size: number
  /** @throws `EndOfFile` when there are fewer bytes */
  read(offset: number, length: number): Buffer
}

/** What is read says that more follows, and the file ends before it. */
export class EndOfFile extends Error {}

/** Opens a file for as long as `body` reads in it. */
export function readInFile<Result>(path: string, body: (bytes: FileBytes) => Result): Result {
  const file = openSync(path, 'r')
  try {
    return body(bytesOfFile(file))
  } finally {
    closeSync(file)
  }
}

/** The same, and `undefined` for a file that cannot be read or ends too early. */
export function tryInFile<Result>(path: string, body: (bytes: FileBytes) => Result): Result | undefined {
  try {
    return readInFile(path, body)
  } catch (error) {
    const isOfSystem = typeof (error as NodeJS.ErrnoException).code === 'string'
    if (isOfSystem || error instanceof EndOfFile) return undefined
    throw error
  }
}

/** Bytes that are in memory already. */
export function bytesOf(buffer: Buffer): FileBytes {
  return {
    size: buffer.length,
    read(offset, length) {
      assertInside(offset, length, buffer.length)
      return buffer.subarray(offset, offset + length)
    },
  }
}

/** A part that counts its offsets from its own start. */
export function partOf(bytes: FileBytes, start: number, size: number): FileBytes {
  assertInside(start, size, bytes.size)
  return {
    size,
    read(offset, length) {
      assertInside(offset, length, size)
      return bytes.read(start + offset, length)
    },
  }
}

/** As many of the first bytes as there are. */
export function readStart(bytes: FileBytes, most: number): Buffer {
  return bytes.read(0, Math.min(most, bytes.size))
}

/** The text that starts there and ends with a NUL. */
export function textAt(bytes: Buffer, start: number): string {
  const end = bytes.indexOf(0, start)
  return bytes.toString('utf8', start, end === -1 ? bytes.length : end)
}

function bytesOfFile(file: number): FileBytes {
  const { size } = fstatSync(file)
  return {
    size,
    read(offset, length) {
      assertInside(offset, length, size)
      const bytes = Buffer.allocUnsafe(length)
      if (readSync(file, bytes, 0, length, offset) < length) throw new EndOfFile()
      return bytes
    },
  }
}

function assertInside(offset: number, length: number, size: number): void {
  if (!(offset >= 0 && length >= 0 && offset + length <= size)) throw new EndOfFile()
}
