import { createHash } from 'node:crypto'
import { mkdirSync, statSync, writeFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { isAlive, type ProcessName } from '../../native/flight-folder.js'
import { namesIn, removeIfPossible } from '../../native/shared-folder.js'
import { cacheFolder } from '../cache-folder.js'

/** Journals that one run writes; of a run that fails all over the first ones tell enough. */
const mostJournals = 100
const mostBytes = 2 ** 26

/** A journal as it is written. */
export interface JournalTexts {
  readonly html: string
  readonly json: string
}

/** Which test of which run it is. */
export interface JournalPlace {
  readonly root: string
  /** Main process of the runner. */
  readonly run: ProcessName
  readonly file: string
  readonly test: string
}

/** Whether the run may write one more. */
export function hasRoom({ root, run }: JournalPlace): boolean {
  const folder = folderOf(root, run)
  const names = namesIn(folder)
  if (names.length >= 2 * mostJournals) return false
  return names.reduce((sum, name) => sum + sizeOf(join(folder, name)), 0) < mostBytes
}

/** Writes both files beside each other and answers the path of the page; `undefined` when they cannot be written. */
export function writeJournal(place: JournalPlace, { html, json }: JournalTexts): string | undefined {
  const folder = folderOf(place.root, place.run)
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 })
    const path = claim(join(folder, `${hashOf(place.file)}-${slugOf(place)}`))
    if (path === undefined) return undefined
    writeFileSync(`${path}.json`, json, { mode: 0o600 })
    writeFileSync(`${path}.html`, html, { mode: 0o600 })
    return `${path}.html`
  } catch {
    return undefined
  }
}

/** Pages that the run has written, in the order of their names. */
export function listJournals(root: string, run: ProcessName): readonly string[] {
  const folder = folderOf(root, run)
  return namesIn(folder)
    .filter((name) => name.endsWith('.html'))
    .sort()
    .map((name) => join(folder, name))
}

/** Removes what is old: the journals of runs that are over, and those that this run has of a file that runs again; of all files when none is named. */
export function removeOldJournals(root: string, run: ProcessName, file?: string): void {
  const folder = cacheFolder(root, 'journals')
  for (const name of namesIn(folder)) {
    const [pid = 0, start = 0] = name.split('-').map(Number)
    if (name === nameOf(run)) removeOf(join(folder, name), file)
    else if (pid > 0 && !isAlive({ pid, start })) removeIfPossible(join(folder, name))
  }
}

function removeOf(folder: string, file: string | undefined): void {
  const start = file === undefined ? '' : `${hashOf(file)}-`
  for (const name of namesIn(folder)) if (name.startsWith(start)) removeIfPossible(join(folder, name))
}

function folderOf(root: string, run: ProcessName): string {
  return join(cacheFolder(root, 'journals'), nameOf(run))
}

function nameOf({ pid, start }: ProcessName): string {
  return `${pid}-${start}`
}

/** Takes a name that nobody has: a test may fail more than once, and two may have one name. */
function claim(path: string): string | undefined {
  for (let number = 1; number <= mostJournals; number++) {
    const own = number === 1 ? path : `${path}-${number}`
    try {
      writeFileSync(`${own}.html`, '', { flag: 'wx', mode: 0o600 })
      return own
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
    }
  }
  return undefined
}

function hashOf(file: string): string {
  return createHash('sha256').update(file).digest('hex').slice(0, 8)
}

/** What a reader recognises, in letters that every file system and terminal takes. */
function slugOf({ file, test }: JournalPlace): string {
  const plain = (text: string) => text.replaceAll(/[^\p{L}\p{N}.]+/gu, '-').replaceAll(/^-+|-+$/g, '')
  return `${plain(basename(file)).slice(0, 40)}-${plain(test).slice(0, 60)}`
}

function sizeOf(path: string): number {
  return statSync(path, { throwIfNoEntry: false })?.size ?? 0
}
