import { readdirSync, renameSync, unlinkSync } from 'node:fs'
import { join } from 'node:path'
import { flightFolders, isAlive, type ProcessName } from '../../native/flight-folder.js'
import { type Flight, readFlight, readOwner } from './read-flight.js'

/** Which files are wanted: of processes of this run, or of runs whose runner is gone. */
export type RunChoice = 'this run' | 'the previous run'

const ending = '.flight'

/** Whether there is a file of a process that is gone: a look into a folder or two. */
export function anyDead(root: string): boolean {
  return flightFolders(root).some((folder) => list(folder).some(({ pid }) => !isAlive({ pid, start: 0 })))
}

/**
 * Takes the files of processes that are gone: whoever gets one reads it, and nobody else will. Those of other runs that go
 * on stay, and those that `isWanted` refuses.
 */
export function takeFlights(
  root: string,
  run: ProcessName,
  choice: RunChoice,
  isWanted: (flight: Flight) => boolean = () => true,
): readonly Flight[] {
  return flightFolders(root).flatMap((folder) =>
    list(folder).flatMap(({ name, pid }): readonly Flight[] => {
      const path = join(folder, name)
      // A process that is about to open its recorder has a file without a header.
      if (isAlive(readOwner(path) ?? { pid, start: 0 })) return []
      const flight = readFlight(path)
      if (flight === undefined) return drop(path)
      const isMeant = runOf(flight, run) === choice && isWanted(flight)
      return isMeant && take(path) ? [flight] : []
    }),
  )
}

function runOf({ label }: Flight, run: ProcessName): RunChoice | undefined {
  if (label.run.pid === run.pid && label.run.start === run.start) return 'this run'
  return isAlive(label.run) ? undefined : 'the previous run'
}

function list(folder: string): readonly { readonly name: string; readonly pid: number }[] {
  try {
    const names = readdirSync(folder).filter((name) => name.endsWith(ending))
    return names.map((name) => ({ name, pid: Number.parseInt(name, 10) })).filter(({ pid }) => pid > 0)
  } catch {
    return []
  }
}

/** Renamed first: of several processes that want it only one succeeds. */
function take(path: string): boolean {
  const taken = `${path}-${process.pid}`
  try {
    renameSync(path, taken)
    unlinkSync(taken)
    return true
  } catch {
    return false
  }
}

function drop(path: string): readonly never[] {
  take(path)
  return []
}
