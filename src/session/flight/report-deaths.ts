import type { MockHostError } from '../../errors/mockhost-error.js'
import type { ProcessName } from '../../native/flight-folder.js'
import { writeCrashFile } from './crash-file.js'
import { type Death, deathOf, errorOfDeath } from './death.js'
import { type RunChoice, takeFlights } from './find-deaths.js'
import type { Flight } from './read-flight.js'

/** A death that was written down, and shown. */
export interface ReportedDeath {
  readonly death: Death
  readonly error: MockHostError
}

/**
 * Takes the recorders of processes that are gone, each once, writes a file for each that died, and has `tell` show the
 * error and where the file with all of it lies. What this process did not get to tell, since it ended, another tells.
 */
export function reportDeaths(
  root: string,
  run: ProcessName,
  choice: RunChoice,
  tell: (text: string) => void,
  isWanted?: (flight: Flight) => boolean,
): readonly ReportedDeath[] {
  return takeFlights(root, run, choice, isWanted).flatMap(({ flight, settle }) => {
    try {
      return reportDeath(flight, choice, tell) ?? []
    } catch (error) {
      // Neither this run nor the next ones are to fail for it.
      tell(`process ${flight.process.pid} died, and what is known of it could not be read: ${String(error)}`)
      return []
    } finally {
      settle()
    }
  })
}

function reportDeath(flight: Flight, choice: RunChoice, tell: (text: string) => void): ReportedDeath | undefined {
  const death = deathOf(flight)
  if (death === undefined) return undefined
  const error = errorOfDeath(death, choice)
  const path = writeCrashFile(death, choice)
  tell(path === undefined ? error.message : `${error.message}\n  record      ${path}`)
  return { death, error }
}
