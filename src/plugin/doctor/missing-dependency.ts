import { existsSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { type DetailRow, MockHostError } from '../../errors/mockhost-error.js'
import type { LibraryDependency } from './contract.js'

/** Says which library is missing, who needs it, and where the linker looked. */
export function dependencyNotFound(path: string, missing: LibraryDependency, said?: string): MockHostError {
  const { name, neededBy, lookedIn } = missing
  const details: DetailRow[] = [['needed by', neededBy]]
  if (lookedIn.length > 0) details.push(['looked in', lookedIn.join('\n')])
  const beside = join(dirname(neededBy), basename(name))
  const liesBeside = existsSync(beside)
  if (liesBeside) details.push(['there is', beside])
  if (said !== undefined) details.push(['dlopen', said])
  return new MockHostError({
    code: 'DEPENDENCY_NOT_FOUND',
    message: `${basename(path)} needs ${name}, and the dynamic linker does not find it.`,
    details,
    fix: liesBeside ? fixOfPlace(neededBy) : fixOfAbsence(missing),
  })
}

function fixOfPlace(neededBy: string): string {
  return `link ${basename(neededBy)} with ${rpathFlag(neededBy)}: by itself the linker does not look beside a file`
}

function fixOfAbsence({ name, neededBy, lookedIn }: LibraryDependency): string {
  if (/^(libc\.musl|ld-musl)-/.test(name)) return 'build it for glibc: it was built on a Linux with musl (Alpine)'
  const looksBeside = lookedIn.some((line) => line.split(/, | \(/).includes(dirname(neededBy)))
  const rpath = looksBeside ? '' : ` and link that with ${rpathFlag(neededBy)}`
  return `install ${name}, or put it beside ${basename(neededBy)}${rpath}`
}

function rpathFlag(path: string): string {
  return path.endsWith('.dylib') ? '-Wl,-rpath,@loader_path' : "-Wl,-rpath,'$ORIGIN'"
}
