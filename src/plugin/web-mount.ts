import { trimText } from '../abi/trim.js'

/** A path with the leading slash that the app adds where it is missing (fact sheet, section 11.4). */
export function addSlash(path: string): string {
  return path.startsWith('/') ? path : `/${path}`
}

/** A web mount as the app reads it: trimmed, with a leading slash, without a trailing one (section 11.5). */
export function normaliseMount(mount: string): string {
  let end = addSlash(trimText(mount))
  while (end.length > 1 && end.endsWith('/')) end = end.slice(0, -1)
  return end
}

/** Whether a path below the plugin's prefix goes to the static files: the mount itself and whatever lies below it. */
export function isCaptured(mount: string, path: string): boolean {
  const root = normaliseMount(mount)
  const asked = addSlash(path)
  return root === '/' || asked === root || asked.startsWith(`${root}/`)
}
