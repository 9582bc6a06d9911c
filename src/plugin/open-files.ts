import { readdirSync, readlinkSync } from 'node:fs'
import { delay } from '../host/real-timers.js'

/** Files that the process has open: path by descriptor. */
export type OpenFiles = ReadonlyMap<number, string>

/** What JavaScript is about to close, or a thread of the plugin, gets this long, in steps. */
const steps = 10
const step = 5

/** No files of anybody: terminals, and what the kernel shows. */
const notFiles = /^\/(dev|proc|sys)\/|^\/memfd:/
const mark = ' (deleted)'

/** The files that the process has open; none where the system does not tell their paths (macOS). */
export function listOpenFiles(): OpenFiles {
  const found = new Map<number, string>()
  if (process.platform !== 'linux') return found
  for (const name of readdirSync('/proc/self/fd')) {
    const path = targetOf(name)
    if (path?.startsWith('/') === true && !notFiles.test(path)) found.set(Number(name), path)
  }
  return found
}

/**
 * The files that are open now and were not before: paths, those that have no name any more among them.
 *
 * Whose they are nobody knows: a plugin and JavaScript open files of the same process.
 */
export async function findOpenedFiles(before: OpenFiles, isOfHost: (path: string) => boolean): Promise<string[]> {
  let left = newFiles(before, isOfHost)
  for (let tries = 0; left.length > 0 && tries < steps; tries++) {
    await delay(step)
    left = newFiles(before, isOfHost)
  }
  return left
}

function newFiles(before: OpenFiles, isOfHost: (path: string) => boolean): string[] {
  const paths = [...listOpenFiles()].filter(([descriptor, path]) => before.get(descriptor) !== path)
  return [...new Set(paths.map(([, path]) => path))].filter((path) => !isOfHost(path.replace(mark, '')))
}

/** The descriptor may be closed by now, as the one is that the folder is read through. */
function targetOf(descriptor: string): string | undefined {
  try {
    return readlinkSync(`/proc/self/fd/${descriptor}`)
  } catch {
    return undefined
  }
}
