import { basename, dirname } from 'node:path'
import { parseSemVer } from './manifest/versions.js'

/**
 * The id under which the app would have installed a library: it lies in `<plugin id>/<version>/` (fact sheet,
 * section 14.1). A library anywhere else has none.
 */
export function installedId(library: string): string | undefined {
  const version = dirname(library)
  const id = basename(dirname(version))
  return parseSemVer(basename(version)) && id !== '' ? id : undefined
}
