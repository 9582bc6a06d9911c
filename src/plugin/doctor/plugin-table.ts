import { basename } from 'node:path'
import { NEWEST_ABI_VERSION } from '../../abi/slots.js'
import { MockHostError } from '../../errors/mockhost-error.js'
import { count } from '../../report/print-value.js'
import { isElf, readElfHeader, readSegments, SegmentType } from './elf.js'
import { readElfSymbols } from './elf-symbols.js'
import { type FileBytes, readStart, tryInFile } from './file-bytes.js'

/** What the native core knows of the table that a v2 entry returned. */
export interface PluginTable {
  /** Distance from the start of the image; -1 for a table that stands elsewhere. */
  offset(): number
  /** Whether one of the optional callbacks is no NULL. */
  hasCallbacks(): boolean
}

const fields = [
  'free_string',
  'init',
  'destroy',
  'get_manifest',
  'invoke',
  'version',
  'handle_route',
  'on_config_changed',
  'on_task_event',
]
const fieldSize = 8
const tableSize = fields.length * fieldSize
/** The first version whose table has the field; 1 is what often happens to lie behind a table that ends before it. */
const lowestVersion = 2
const highestVersion = 64

/**
 * Whether the table says its version, which is what stands in that field. The app takes a lower one for version 2,
 * which does no harm where the table is whole or has no callbacks.
 *
 * @throws `TABLE_TOO_SHORT`, `IMPLAUSIBLE_VERSION`: where the app would take what lies behind a table of
 *   version 1 for callbacks
 */
export function checkTable(path: string, version: number, table: PluginTable): 'versioned' | 'without version' {
  if (version >= lowestVersion && version <= highestVersion) return 'versioned'
  const size = readTableSize(path, table.offset())
  if (size !== undefined && size < tableSize) throw tableTooShort(path, size, version)
  if (version < lowestVersion && (size !== undefined || !table.hasCallbacks())) return 'without version'
  throw implausibleVersion(path, version)
}

/** Bytes of the object that the table is, from the table's start; `undefined` when the file does not tell. */
function readTableSize(path: string, offset: number): number | undefined {
  if (offset === -1) return undefined
  return tryInFile(path, (bytes) => (isElf(readStart(bytes, 4)) ? sizeInElf(bytes, offset) : undefined))
}

function sizeInElf(bytes: FileBytes, offset: number): number | undefined {
  const header = readElfHeader(bytes)
  const first = readSegments(bytes, header).find(({ type }) => type === SegmentType.load)
  const address = offset + (first?.address ?? 0)
  const { dynamic = [], all = [] } = readElfSymbols(bytes, header)
  const ends = [...dynamic, ...all]
    .filter((symbol) => symbol.isDefined && symbol.address <= address && address < symbol.address + symbol.size)
    .map((symbol) => symbol.address + symbol.size)
  return ends.length === 0 ? undefined : Math.max(...ends) - address
}

function tableTooShort(path: string, size: number, version: number): MockHostError {
  const there = fields.slice(0, Math.floor(size / fieldSize))
  return new MockHostError({
    code: 'TABLE_TOO_SHORT',
    message: `The table that osaurus_plugin_entry_v2 of ${basename(path)} returned ends after ${describeEnd(there.length)}.`,
    details: [
      ['size', `${count(size, 'byte')} of ${tableSize}`],
      ['there', there.join(', ')],
      ['missing', fields.slice(there.length).join(', ')],
      ['version', `${version}, read from what lies behind the table`],
    ],
    fix: 'return the whole osr_plugin_api; a plugin of version 1 exports osaurus_plugin_entry instead',
  })
}

function describeEnd(fields: number): string {
  return fields === 5 ? 'five pointers, as in version 1' : count(fields, 'field')
}

function implausibleVersion(path: string, version: number): MockHostError {
  return new MockHostError({
    code: 'IMPLAUSIBLE_VERSION',
    message: `The table of ${basename(path)} says version ${version}, which is no version of the ABI.`,
    details: [
      ['read at', `byte ${fields.indexOf('version') * fieldSize} of the table`],
      ['expected', `${NEWEST_ABI_VERSION}, or an older one from 2 on`],
    ],
    fix: 'set version to that of the header it is built with; if the table has only five pointers, export osaurus_plugin_entry instead',
  })
}
