import { type ElfHeader, readMemory, readSegments } from './elf.js'
import { type DynamicEntry, numberOf, readDynamicEntries, Tag } from './elf-dynamic.js'
import type { FileBytes } from './file-bytes.js'

/** The bytes of a symbol table and of the names in it. */
export interface SymbolTable {
  readonly symbols: Buffer
  readonly names: Buffer
}

/** Bytes of one symbol. */
export const symbolSize = 24

type Read = (address: number, size: number) => Buffer

/** Finds the symbols as the dynamic linker does, without a table of sections; `undefined` where nothing counts them. */
export function findSymbolTable(bytes: FileBytes, header: ElfHeader): SymbolTable | undefined {
  const segments = readSegments(bytes, header)
  const entries = readDynamicEntries(bytes, segments)
  const read: Read = (address, size) => readMemory(bytes, segments, address, size)
  const count = countSymbols(entries, read)
  if (count === undefined) return undefined
  return {
    symbols: read(numberOf(entries, Tag.symbols), count * symbolSize),
    names: read(numberOf(entries, Tag.strings), numberOf(entries, Tag.stringsSize)),
  }
}

/** No entry says it, but one of the tables that names are looked up in. */
function countSymbols(entries: readonly DynamicEntry[], read: Read): number | undefined {
  const hash = numberOf(entries, Tag.hash)
  if (hash !== 0) return read(hash, 8).readUInt32LE(4)
  const gnuHash = numberOf(entries, Tag.gnuHash)
  return gnuHash === 0 ? undefined : countInGnuHash(gnuHash, read)
}

/** Four numbers and a filter come first; a bucket has the first symbol of its chain, which ends with an odd number. */
function countInGnuHash(address: number, read: Read): number {
  const header = read(address, 16)
  const bucketCount = header.readUInt32LE(0)
  const firstHashed = header.readUInt32LE(4)
  const bucketsAt = address + 16 + header.readUInt32LE(8) * 8
  const buckets = read(bucketsAt, bucketCount * 4)
  let last = 0
  for (let at = 0; at < buckets.length; at += 4) last = Math.max(last, buckets.readUInt32LE(at))
  if (last < firstHashed) return firstHashed
  const chainsAt = bucketsAt + buckets.length
  while (read(chainsAt + (last - firstHashed) * 4, 4).readUInt32LE(0) % 2 === 0) last++
  return last + 1
}
