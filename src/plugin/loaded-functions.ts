import { basename } from 'node:path'
import type { NameFunction } from '../host/function-names.js'
import { listFunctions } from './doctor/library.js'

/** Paths of the libraries that were opened, by file name. */
const opened = new Map<string, Set<string>>()

export function noteLibrary(path: string): void {
  const name = basename(path)
  const paths = opened.get(name) ?? new Set()
  opened.set(name, paths.add(path))
}

/** Names nothing where two libraries of that name were opened: a wrong name is worse than none. */
export function namesOfLoaded(library: string): NameFunction {
  const [path, ...others] = opened.get(library) ?? []
  if (path === undefined || others.length > 0) return () => undefined
  const functions = listFunctions(path)
  return (offset) => functions.find(({ address, size }) => address <= offset && offset < address + size)?.name
}
