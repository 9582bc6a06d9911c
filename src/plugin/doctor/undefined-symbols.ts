import type { LibraryDependency } from './contract.js'
import { listDependencies, symbolsOf } from './library.js'

/**
 * Names that a library wants from others and that none of them defines: neither what it depends on nor the
 * program, nor what that depends on. Versions of symbols are not looked at. Empty where one of them is missing or does
 * not tell: nobody knows what it defines.
 */
export function findUndefinedSymbols(path: string, dependencies: readonly LibraryDependency[]): readonly string[] {
  let wanted = symbolsOf(path)?.imported ?? []
  const program = { path: process.execPath }
  for (const { path } of [...dependencies, program, ...listDependencies(program.path)]) {
    if (wanted.length === 0) return []
    const symbols = path === undefined ? undefined : symbolsOf(path)
    if (symbols === undefined) return []
    const defined = new Set(symbols.exported)
    wanted = wanted.filter((name) => !defined.has(name))
  }
  return wanted
}
