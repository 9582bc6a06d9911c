import { basename } from 'node:path'
import { type DetailRow, MockHostError } from '../../errors/mockhost-error.js'
import { findNearest, isNear } from '../../report/nearest.js'
import type { LibrarySymbols } from './library-symbols.js'
import { type MangledName, readMangledName } from './mangled-name.js'

/** The functions that the app looks for, in its order (fact sheet, section 2). */
export const entryNames: readonly string[] = ['osaurus_plugin_entry_v2', 'osaurus_plugin_entry']

const mostExports = 12

/** Why the linker finds no entry point in a library. */
type Finding =
  | { readonly kind: 'mangled'; readonly symbol: string; readonly mangled: MangledName }
  | { readonly kind: 'hidden'; readonly symbol: string }
  | { readonly kind: 'misnamed'; readonly symbols: readonly string[] }
  | { readonly kind: 'absent' }

/** Whether a library has one of the entry points, as far as its symbol table says. */
export function hasEntry(symbols: LibrarySymbols | undefined): boolean {
  return entryNames.some((name) => symbols?.exported.includes(name))
}

/** Says that a library has no entry point, and what it has instead, as far as the file tells. */
export function entryNotFound(path: string, symbols: LibrarySymbols | undefined): MockHostError {
  const name = basename(path)
  const finding = symbols === undefined ? absent : findEntry(symbols)
  return new MockHostError({
    code: 'ENTRY_NOT_FOUND',
    message: messageOf(name, finding),
    details: [['looked for', entryNames.join(', ')], ...foundRow(finding), ['exports', listExports(symbols?.exported)]],
    fix: fixOf(finding),
  })
}

/** Says that a library cannot be loaded by a host of ABI version 1. */
export function firstEntryNotFound(path: string): MockHostError {
  const [, firstName] = entryNames
  return new MockHostError({
    code: 'ENTRY_NOT_FOUND',
    message: `${basename(path)} has no entry point for the host, which has ABI version 1.`,
    details: [['looked for', String(firstName)]],
    fix: `export ${firstName} too, or give the host a newer abiVersion`,
  })
}

const absent: Finding = { kind: 'absent' }

function findEntry({ exported, hidden = [] }: LibrarySymbols): Finding {
  for (const symbol of [...exported, ...hidden]) {
    const mangled = readMangledName(symbol)
    if (mangled !== undefined && entryNames.includes(mangled.name)) return { kind: 'mangled', symbol, mangled }
  }
  const symbol = entryNames.find((name) => hidden.includes(name))
  if (symbol !== undefined) return { kind: 'hidden', symbol }
  const candidates = exported.filter((name) => /osaurus|plugin|entry/i.test(name))
  const symbols = entryNames.flatMap((name) => findNearest(name, candidates).filter((near) => isNear(name, near)))
  if (symbols.length > 0) return { kind: 'misnamed', symbols: [...new Set(symbols.map(({ text }) => text))] }
  return absent
}

function messageOf(name: string, finding: Finding): string {
  switch (finding.kind) {
    case 'mangled':
      return `${name} has its entry point under a ${finding.mangled.language} name, where the app does not find it.`
    case 'hidden':
      return `${name} has the entry point ${finding.symbol}, but does not export it.`
    case 'misnamed':
      return `${name} exports no entry point, but one of nearly the same name.`
    case 'absent':
      return `${name} exports no plugin entry point.`
  }
}

function foundRow(finding: Finding): readonly DetailRow[] {
  switch (finding.kind) {
    case 'mangled':
      return [['found', `${finding.symbol} (${finding.mangled.language} for ${finding.mangled.name})`]]
    case 'hidden':
      return [['found', `${finding.symbol}, not exported`]]
    case 'misnamed':
      return [['found', finding.symbols.join(', ')]]
    case 'absent':
      return []
  }
}

function fixOf(finding: Finding): string {
  switch (finding.kind) {
    case 'mangled':
      return fixOfMangled(finding.mangled)
    case 'hidden':
      return 'declare it __attribute__((visibility("default"))), not static, and keep it in the version script if there is one'
    case 'misnamed':
      return `name it ${entryNames[0]}; every later version of the ABI uses that name`
    case 'absent':
      return 'export one of the names above with C linkage and default visibility'
  }
}

function fixOfMangled({ language, name }: MangledName): string {
  switch (language) {
    case 'C++':
      return `declare it extern "C" __attribute__((visibility("default")))`
    case 'Rust':
      return `declare it #[unsafe(no_mangle)] pub extern "C" fn ${name}`
    case 'Swift':
      return `declare it @_cdecl("${name}") public func ${name}`
  }
}

function listExports(exported: readonly string[] | undefined): string {
  if (exported === undefined) return 'not known: the file has no table that tells'
  if (exported.length === 0) return 'nothing'
  const rest = exported.length - mostExports
  return [...exported.slice(0, mostExports), ...(rest > 0 ? [`${rest} more`] : [])].join(', ')
}
