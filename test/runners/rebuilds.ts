import { copyFile, readFile, rename, rm } from 'node:fs/promises'
import { setTimeout as sleep } from 'node:timers/promises'
import type { RunOptions, RunResult } from './project.js'

/** How a build tool puts a new library where the old one is. */
export type Replacement = 'renames over it' | 'removes it first'

/** A runner in watch mode, and a library that is built anew meanwhile. */
export interface Rebuilds {
  /** Starts the runner. */
  run(options: RunOptions): Promise<RunResult>
  /** Of the library that its tests load. */
  readonly library: string
  /** Libraries, in the order in which they take its place: each is noted otherwise than the one before. */
  readonly builds: readonly string[]
  readonly replacement: Replacement
  /** File to which each run of the tests adds a line: they find its path in NOTES. */
  readonly notes: string
}

const patience = 30_000

/**
 * Starts a runner in watch mode and rebuilds the library when the tests have seen the one before.
 *
 * @returns what the tests noted, a line for each library: a runner may run them twice for a file that was removed and made
 * @throws when no further run of the tests came within 30 s; with what the runner said
 */
export async function rebuildWhileWatching({ run, library, builds, replacement, notes }: Rebuilds): Promise<string[]> {
  await rm(notes, { force: true })
  const ending = new AbortController()
  let hasEnded = false
  const running = run({ env: { NOTES: notes }, watchUntil: ending.signal, timeout: patience * (builds.length + 1) })
  const noticeEnd = () => {
    hasEnded = true
  }
  running.then(noticeEnd, noticeEnd)
  const seen: string[] = []
  const lastNote = async () => (await readFile(notes, 'utf8').catch(() => '')).trimEnd().split('\n').at(-1)
  try {
    for (const build of builds) {
      if (seen.length > 0) await replace[replacement](build, library)
      const limit = performance.now() + patience
      let note = await lastNote()
      while (note === (seen.at(-1) ?? '')) {
        if (hasEnded || performance.now() > limit)
          throw new Error(`after ${seen.length} runs the tests did not run again`)
        await sleep(50)
        note = await lastNote()
      }
      seen.push(note ?? '')
    }
    return seen
  } catch (error) {
    ending.abort()
    throw new Error(`${(error as Error).message}:\n${(await running).output}`)
  } finally {
    ending.abort()
    await running
  }
}

const replace: Readonly<Record<Replacement, (build: string, library: string) => Promise<void>>> = {
  async 'renames over it'(build, library) {
    await copyFile(build, `${library}.tmp`)
    await rename(`${library}.tmp`, library)
  },
  async 'removes it first'(build, library) {
    await rm(library)
    await copyFile(build, library)
  },
}
