import { join, sep } from 'node:path'
import { packageRoot } from './package-root.js'

/** What has a page of its own for each of its names; also the name of the folder under `docs/`. */
export type PageKind = 'errors' | 'violations'

/**
 * Where the page about an error code or a rule lies, so that a terminal can open it: below the current directory from
 * there on, else the whole path. The pages are shipped, so they are those of the version that speaks.
 */
export function pageOf(kind: PageKind, name: string): string {
  const page = join(packageRoot(), 'docs', kind, `${name}.md`)
  const here = currentDirectory()
  return here !== undefined && page.startsWith(here) ? page.slice(here.length) : page
}

/** With the separator at its end. There is none when the folder was removed under the process. */
function currentDirectory(): string | undefined {
  try {
    return join(process.cwd(), sep)
  } catch {
    return undefined
  }
}
