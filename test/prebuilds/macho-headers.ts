import { createHash } from 'node:crypto'

/** What macOS looks at in a library before it loads it, besides what `src/plugin/doctor/macho.ts` reads. */
export interface MachOHeaders {
  /** The oldest macOS that takes it: `11.0`. */
  readonly oldestSystem: string
  /** The name that others get who link with it. */
  readonly installName: string
  /** Names that `dlsym` finds. */
  readonly exports: readonly string[]
  /** `undefined` without one: Intel processors run the library all the same. */
  readonly signature: Signature | undefined
}

export interface Signature {
  /** By nobody: it only says that the file has not changed. */
  readonly isAdHoc: boolean
  readonly identifier: string
  /** Bytes of the file from its start. */
  readonly covers: number
  /** Where the signature itself begins. */
  readonly startsAt: number
  readonly pages: number
  readonly wrongPages: readonly number[]
}

const Command = { name: 0xd, signature: 0x1d, oldestSystem: 0x24, build: 0x32 } as const
const Exports = { information: 0x80000022, trie: 0x80000033 } as const
const headerSize = 32
const platformMacOS = 1

export function readMachOHeaders(file: Buffer): MachOHeaders {
  const commands = readCommands(file)
  const find = (kind: number) => commands.find((command) => command.readUInt32LE(0) === kind)
  const name = find(Command.name) ?? fail('it has no install name')
  const signature = find(Command.signature)
  return {
    oldestSystem: readOldestSystem(find(Command.build), find(Command.oldestSystem)),
    installName: textAt(name, name.readUInt32LE(8)),
    exports: readExports(file, find(Exports.trie), find(Exports.information)).sort(),
    signature: signature && readSignature(file, signature.readUInt32LE(8)),
  }
}

function readCommands(file: Buffer): readonly Buffer[] {
  const commands: Buffer[] = []
  let at = headerSize
  for (let left = file.readUInt32LE(16); left > 0; left--) {
    const size = file.readUInt32LE(at + 4)
    commands.push(file.subarray(at, at + size))
    at += size
  }
  return commands
}

function readOldestSystem(build: Buffer | undefined, older: Buffer | undefined): string {
  if (build && build.readUInt32LE(8) !== platformMacOS) fail('it was built for another system of Apple')
  const version = build?.readUInt32LE(12) ?? older?.readUInt32LE(8) ?? fail('it does not say which macOS it needs')
  return `${version >> 16}.${(version >> 8) & 255}`
}

function readExports(file: Buffer, trie: Buffer | undefined, information: Buffer | undefined): string[] {
  const place = trie ? ([8, 12] as const) : ([40, 44] as const)
  const command = trie ?? information ?? fail('it exports nothing')
  const start = command.readUInt32LE(place[0])
  return walkTrie(file.subarray(start, start + command.readUInt32LE(place[1])), 0, '')
}

/** Names are the paths of a tree; each node says whether a name ends there, and which texts lead on. */
function walkTrie(trie: Buffer, node: number, path: string): string[] {
  const own = readNumber(trie, node)
  const names = own.value > 0 ? [path.replace(/^_/, '')] : []
  let at = own.end + own.value
  for (let children = trie.readUInt8(at++); children > 0; children--) {
    const text = textAt(trie, at)
    const child = readNumber(trie, at + text.length + 1)
    names.push(...walkTrie(trie, child.value, path + text))
    at = child.end
  }
  return names
}

/** ULEB128 */
function readNumber(bytes: Buffer, start: number): { readonly value: number; readonly end: number } {
  let value = 0
  let end = start
  for (let shift = 0; ; shift += 7) {
    const byte = bytes.readUInt8(end++)
    value += (byte & 127) * 2 ** shift
    if (byte < 128) return { value, end }
  }
}

const Magic = { blobs: 0xfade0cc0, directory: 0xfade0c02 } as const
const flagAdHoc = 2
const sha256 = 2

function readSignature(file: Buffer, startsAt: number): Signature {
  const blobs = file.subarray(startsAt)
  if (blobs.readUInt32BE(0) !== Magic.blobs) fail('the signature is none')
  const directory = blobs.subarray(blobs.readUInt32BE(16))
  if (directory.readUInt32BE(0) !== Magic.directory) fail('the signature does not begin with its hashes')
  if (directory.readUInt8(37) !== sha256) fail('the signature has other hashes than SHA-256')
  const pages = directory.readUInt32BE(28)
  const covers = directory.readUInt32BE(32)
  const pageSize = 2 ** directory.readUInt8(39)
  const hashes = directory.readUInt32BE(16)
  const isWrong = (page: number) => {
    const content = file.subarray(page * pageSize, Math.min((page + 1) * pageSize, covers))
    const said = directory.subarray(hashes + page * 32, hashes + (page + 1) * 32)
    return !createHash('sha256').update(content).digest().equals(said)
  }
  return {
    isAdHoc: (directory.readUInt32BE(12) & flagAdHoc) !== 0,
    identifier: textAt(directory, directory.readUInt32BE(20)),
    covers,
    startsAt,
    pages,
    wrongPages: Array.from({ length: pages }, (_, page) => page).filter(isWrong),
  }
}

function textAt(bytes: Buffer, start: number): string {
  return bytes.toString('utf8', start, bytes.indexOf(0, start))
}

function fail(why: string): never {
  throw new Error(why)
}
