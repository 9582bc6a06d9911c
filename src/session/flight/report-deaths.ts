import type { MockHostError } from '../../errors/mockhost-error.js'
import type { ProcessName } from '../../native/flight-folder.js'
import { writeCrashFile } from './crash-file.js'
import { type Death, deathOf, errorOfDeath } from './death.js'
import { type RunChoice, takeFlights } from './find-deaths.js'
import type { Flight } from './read-flight.js'

/** A death that was written down, and has to be shown. */
export interface ReportedDeath {
  readonly death: Death
  readonly error: MockHostError
  /** For the run's output: the error, and where the file with all of it lies. */
  readonly text: string
}

/** Takes the recorders of processes that are gone, each once, and writes a file for each that died. */
export function reportDeaths(
  root: string,
  run: ProcessName,
  choice: RunChoice,
  isWanted?: (flight: Flight) => boolean,
): readonly ReportedDeath[] {
  return takeFlights(root, run, choice, isWanted).flatMap((flight) => {
    const death = deathOf(flight)
    if (death === undefined) return []
    const error = errorOfDeath(death, choice)
    const path = writeCrashFile(death, choice)
    const record = path === undefined ? '' : `\n  record      ${path}`
    return [{ death, error, text: `${error.message}${record}` }]
  })
}
