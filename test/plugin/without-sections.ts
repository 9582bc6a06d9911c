import { readElfHeader, readSegments, SegmentType } from '../../src/plugin/doctor/elf.js'
import { bytesOf } from '../../src/plugin/doctor/file-bytes.js'

/** As `llvm-strip --strip-sections` and `sstrip` do: only what is loaded remains. */
export function withoutSections(file: Buffer): Buffer {
  const bytes = Buffer.from(withoutSectionTable(file))
  bytes.writeBigUInt64LE(0n, 40)
  bytes.writeUInt16LE(0, 60)
  return bytes
}

/** Cut off behind what is loaded, while the header still tells of sections. */
export function withoutSectionTable(file: Buffer): Buffer {
  const segments = readSegments(bytesOf(file), readElfHeader(bytesOf(file)))
  return file.subarray(0, Math.max(...segments.map(({ offset, fileSize }) => offset + fileSize)))
}

/** Without the tables for look-ups, which alone count the symbols where there are no sections; no linker makes such a file. */
export function withoutSymbolCount(file: Buffer): Buffer {
  const bytes = Buffer.from(file)
  const segments = readSegments(bytesOf(bytes), readElfHeader(bytesOf(bytes)))
  const dynamic = segments.find(({ type }) => type === SegmentType.dynamic)
  for (let at = dynamic?.offset ?? 0; bytes.readBigInt64LE(at) !== 0n; at += 16) {
    if ([4n, 0x6ffffef5n].includes(bytes.readBigInt64LE(at))) bytes.writeBigInt64LE(0x6fffffffn, at)
  }
  return bytes
}
