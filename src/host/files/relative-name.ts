import { posix } from 'node:path'

/**
 * What a path is called below one of the folders: `charts/a.png`. `undefined` when it is not below any of them, or is the
 * folder itself. Only the text counts, as in the app: `.` and `..` are taken out, links are not looked at.
 */
export function relativeName(path: string, folders: readonly string[]): string | undefined {
  const standardised = standardise(path)
  const folder = folders.find((candidate) => standardised.startsWith(`${candidate}/`))
  return folder === undefined ? undefined : standardised.slice(folder.length + 1)
}

/** Without `.`, `..`, doubled slashes and the slash at the end, by the text alone. */
export function standardise(path: string): string {
  return posix.normalize(path).replace(/(?<=.)\/$/, '')
}
