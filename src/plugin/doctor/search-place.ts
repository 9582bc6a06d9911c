import { join } from 'node:path'

/** A place where the dynamic linker looks for a library. */
export interface SearchPlace {
  /** The file that it would take there; `undefined` where it asks a list that names none. */
  readonly path: string | undefined
  /** The folder, or what else is worth showing. */
  readonly shown: string
  /** Why it looks there: `RUNPATH of libweather.so`. */
  readonly reason: string
}

export function placesIn(folders: readonly string[], name: string, reason: string): readonly SearchPlace[] {
  return folders.map((folder) => ({ path: join(folder, name), shown: folder, reason }))
}

/** One line for each reason, in the order of the places. */
export function printPlaces(places: readonly SearchPlace[]): readonly string[] {
  const reasons = [...new Set(places.map(({ reason }) => reason))]
  return reasons.map((reason) => {
    const shown = [...new Set(places.filter((place) => place.reason === reason).map((place) => place.shown))]
    return shown.join() === reason ? reason : `${shown.join(', ')} (${reason})`
  })
}
