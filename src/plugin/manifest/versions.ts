/** A version that can be compared: numbers first, then what stands behind the dash. */
export interface Version {
  readonly numbers: readonly [major: number, minor: number, patch: number]
  readonly prerelease: readonly string[]
}

const part = '(0|[1-9]\\d*)'
const identifiers = '[0-9A-Za-z-]+(?:\\.[0-9A-Za-z-]+)*'
const semver = new RegExp(`^${part}\\.${part}\\.${part}(?:-(${identifiers}))?(?:\\+${identifiers})?$`)

/** Reads `MAJOR.MINOR.PATCH`, with a pre-release and a build if need be, as Semantic Versioning has it. */
export function parseSemVer(text: string): Version | undefined {
  const [, major, minor, patch, prerelease] = semver.exec(text) ?? []
  const numbers = [Number(major), Number(minor), Number(patch)] as const
  if (!numbers.every(Number.isSafeInteger)) return undefined
  return { numbers, prerelease: prerelease?.split('.') ?? [] }
}

/** Reads the version of a system or an app: `MAJOR[.MINOR[.PATCH]]`; what is no number behind the first dot counts as 0. */
export function parseLoosely(text: string): Version | undefined {
  const [major, minor, patch] = text.split('.').map(readNumber)
  return major === undefined ? undefined : { numbers: [major, minor ?? 0, patch ?? 0], prerelease: [] }
}

function readNumber(text: string): number | undefined {
  const number = /^[+-]?\d+$/.test(text) ? Number(text) : Number.NaN
  return Number.isSafeInteger(number) ? number : undefined
}

/** Whether a version comes before another one. */
export function isBefore(one: Version, other: Version): boolean {
  for (const [place, number] of one.numbers.entries()) {
    const against = other.numbers[place] ?? 0
    if (number !== against) return number < against
  }
  return isEarlierPrerelease(one.prerelease, other.prerelease)
}

/** A pre-release comes before its release; of two, the first identifier that differs decides. */
function isEarlierPrerelease(one: readonly string[], other: readonly string[]): boolean {
  if (one.length === 0 || other.length === 0) return one.length > other.length
  for (const [place, identifier] of one.entries()) {
    const against = other[place]
    if (against === undefined) return false
    if (identifier !== against) return isLower(identifier, against)
  }
  return one.length < other.length
}

function isLower(one: string, other: string): boolean {
  const [isNumber, isOtherNumber] = [/^\d+$/.test(one), /^\d+$/.test(other)]
  if (isNumber && isOtherNumber) return Number(one) < Number(other)
  return isNumber === isOtherNumber ? one < other : isNumber
}
