import { existsSync } from 'node:fs'
import { basename, dirname, join, resolve } from 'node:path'
import { type DetailRow, MockHostError } from '../../errors/mockhost-error.js'
import type { LibraryDependency } from './contract.js'
import { thisProcess } from './target.js'

/** Says which library is missing, who needs it, and where the linker looked. */
export function dependencyNotFound(path: string, missing: LibraryDependency, said?: string): MockHostError {
  const { name, neededBy, lookedIn } = missing
  const details: DetailRow[] = [['needed by', neededBy]]
  if (lookedIn.length > 0) details.push(['looked in', lookedIn.join('\n')])
  const beside = pathBeside(missing)
  const liesBeside = existsSync(beside)
  if (liesBeside) details.push(['there is', beside])
  if (said !== undefined) details.push(['dlopen', said])
  return new MockHostError({
    code: 'DEPENDENCY_NOT_FOUND',
    message: `${basename(path)} needs ${name}, and the dynamic linker does not find it.`,
    details,
    fix: liesBeside ? fixOfPresence(missing) : fixOfAbsence(missing),
  })
}

function pathBeside({ name, neededBy }: LibraryDependency): string {
  return join(dirname(neededBy), basename(name))
}

function fixOfPresence(missing: LibraryDependency): string {
  const { name, neededBy } = missing
  if (wasLookedForBeside(missing)) {
    const unfit = `the one beside ${basename(neededBy)} does not fit this process`
    return `build ${basename(name)} for ${thisProcess.arch}: ${unfit}`
  }
  return `link ${basename(neededBy)} with ${rpathFlag(neededBy)}: by itself the linker does not look beside a file`
}

function fixOfAbsence(missing: LibraryDependency): string {
  const { name, neededBy } = missing
  if (/^(libc\.musl|ld-musl)-/.test(name)) return 'build it for glibc: it was built on a Linux with musl (Alpine)'
  const rpath = wasLookedForBeside(missing) ? '' : ` and link that with ${rpathFlag(neededBy)}`
  return `install ${name}, or put it beside ${basename(neededBy)}${rpath}`
}

function wasLookedForBeside(missing: LibraryDependency): boolean {
  const beside = pathBeside(missing)
  const looked = missing.lookedIn.flatMap((line) => line.split(/, | \(/)).map((place) => resolve(place))
  return looked.includes(beside) || looked.includes(dirname(beside))
}

function rpathFlag(path: string): string {
  return path.endsWith('.dylib') ? '-Wl,-rpath,@loader_path' : "-Wl,-rpath,'$ORIGIN'"
}
