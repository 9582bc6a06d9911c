import { textAt } from './file-bytes.js'

const magic = 'glibc-ld.so.cache1.1'
const headerSize = 48
const entrySize = 24

/** Reads `/etc/ld.so.cache`: the paths of each library that `ldconfig` found, the preferred one first. */
export function readLinkerCache(file: Buffer): ReadonlyMap<string, readonly string[]> {
  const paths = new Map<string, string[]>()
  // Older systems write their old format first.
  const start = file.indexOf(magic)
  if (start === -1 || file.length < start + headerSize) return paths
  const cache = file.subarray(start)
  const count = cache.readUInt32LE(20)
  for (let at = headerSize; at < headerSize + count * entrySize && at + entrySize <= cache.length; at += entrySize) {
    const name = textAt(cache, cache.readUInt32LE(at + 4))
    paths.set(name, [...(paths.get(name) ?? []), textAt(cache, cache.readUInt32LE(at + 8))])
  }
  return paths
}
