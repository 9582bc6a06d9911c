import { renameSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { flightFolders, isAlive, type ProcessName } from '../../native/flight-folder.js'
import { namesIn } from '../../native/shared-folder.js'
import { type Flight, readFlight, readOwner } from './read-flight.js'

/** Which files are wanted: of processes of this run, or of runs whose runner is gone. */
export type RunChoice = 'this run' | 'the previous run'

/** The recorder of a process that is gone, taken by this process. */
export interface TakenFlight {
  readonly flight: Flight
  /** Removes the file. Until then it is there for others, should this process end before it has told of it. */
  settle(): void
}

/** A file of a recorder: `<pid>….flight`, and `<pid>….flight-<pid>` when a process has taken it to tell of it. */
interface FlightFile {
  readonly path: string
  readonly pid: number
  readonly taker: number | undefined
}

/** Whether there is a file of a process that is gone: a look into a folder or two. */
export function anyDead(root: string): boolean {
  return flightFolders(root).some((folder) => list(folder).some((file) => !isInUse(file)))
}

/**
 * Takes the files of processes that are gone: whoever gets one reads it, and nobody else will while that process lives.
 * Those of other runs that go on stay, and those that `isWanted` refuses.
 */
export function takeFlights(
  root: string,
  run: ProcessName,
  choice: RunChoice,
  isWanted: (flight: Flight) => boolean = () => true,
): readonly TakenFlight[] {
  return flightFolders(root).flatMap((folder) =>
    list(folder).flatMap((file): readonly TakenFlight[] => {
      // A process that is about to open its recorder has a file without a header.
      if (isInUse(file) || isAlive(readOwner(file.path) ?? { pid: file.pid, start: 0 })) return []
      const flight = readFlight(file.path)
      if (flight !== undefined && !(runOf(flight, run) === choice && isWanted(flight))) return []
      const settle = take(file)
      if (flight === undefined) settle?.()
      return flight === undefined || settle === undefined ? [] : [{ flight, settle }]
    }),
  )
}

function runOf({ label }: Flight, run: ProcessName): RunChoice | undefined {
  if (label.run.pid === run.pid && label.run.start === run.start) return 'this run'
  return isAlive(label.run) ? undefined : 'the previous run'
}

function list(folder: string): readonly FlightFile[] {
  return namesIn(folder).flatMap((name) => {
    const [, pid, taker] = /^(\d+).*\.flight(?:-(\d+))?$/.exec(name) ?? []
    if (pid === undefined) return []
    return [{ path: join(folder, name), pid: Number(pid), taker: taker === undefined ? undefined : Number(taker) }]
  })
}

/** Its process lives, or the one that tells of it. */
function isInUse({ pid, taker }: FlightFile): boolean {
  return isAlive({ pid: taker ?? pid, start: 0 })
}

/** Renamed first: of several processes that want it only one succeeds. Answers with what removes it. */
function take({ path }: FlightFile): (() => void) | undefined {
  const taken = `${path.replace(/-\d+$/, '')}-${process.pid}`
  try {
    renameSync(path, taken)
    return () => rmSync(taken, { force: true })
  } catch {
    return undefined
  }
}
