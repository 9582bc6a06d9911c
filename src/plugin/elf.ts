import { closeSync, openSync, readSync } from 'node:fs'

/** Names of the functions and data that an ELF library exports; empty when they cannot be read. */
export function readExports(path: string): readonly string[] {
  const file = openSync(path, 'r')
  const read = (offset: number, size: number) => {
    const bytes = Buffer.alloc(size)
    readSync(file, bytes, 0, size, offset)
    return bytes
  }
  try {
    const header = read(0, 64)
    if (!isElf64(header)) return []
    const sections = readSections(header, read)
    const symbols = sections.find(({ type }) => type === dynamicSymbols)
    const names = symbols && sections[symbols.link]
    if (symbols === undefined || names === undefined) return []
    return listExports(read(symbols.offset, symbols.size), read(names.offset, names.size))
  } finally {
    closeSync(file)
  }
}

interface Section {
  readonly type: number
  readonly offset: number
  readonly size: number
  readonly link: number
}

const dynamicSymbols = 11
const symbolSize = 24
const sectionSize = 64

function isElf64(header: Buffer): boolean {
  return header.readUInt32BE(0) === 0x7f454c46 && header[4] === 2 && header[5] === 1
}

function readSections(header: Buffer, read: (offset: number, size: number) => Buffer): readonly Section[] {
  const count = header.readUInt16LE(60)
  const table = read(Number(header.readBigUInt64LE(40)), count * sectionSize)
  return Array.from({ length: count }, (_, index) => {
    const at = index * sectionSize
    return {
      type: table.readUInt32LE(at + 4),
      offset: Number(table.readBigUInt64LE(at + 24)),
      size: Number(table.readBigUInt64LE(at + 32)),
      link: table.readUInt32LE(at + 40),
    }
  })
}

/** Defined, global or weak, and visible. */
function listExports(symbols: Buffer, names: Buffer): readonly string[] {
  const exported: string[] = []
  for (let at = symbolSize; at + symbolSize <= symbols.length; at += symbolSize) {
    const binding = symbols.readUInt8(at + 4) >> 4
    const isHidden = (symbols.readUInt8(at + 5) & 3) !== 0
    if (symbols.readUInt16LE(at + 6) === 0 || binding === 0 || isHidden) continue
    const start = symbols.readUInt32LE(at)
    exported.push(names.toString('utf8', start, names.indexOf(0, start)))
  }
  return exported
}
