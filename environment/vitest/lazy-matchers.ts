import { createRequire } from 'node:module'
import type { Matcher, MockHostMatchers } from '../../matchers/index.js'

type MatcherName = keyof MockHostMatchers

/** As an object, so that the compiler sees that none is missing. */
const names: Readonly<Record<MatcherName, true>> = {
  toBeAValidManifest: true,
  toCrash: true,
  toExit: true,
  toFailWith: true,
  toHang: true,
  toHaveCalledHost: true,
  toHaveCalledHostInOrder: true,
  toHaveCalledHostTimes: true,
  toHaveDeletedConfig: true,
  toHaveDispatched: true,
  toHaveDroppedCalls: true,
  toHaveExecutedSQL: true,
  toHaveFreedEveryString: true,
  toHaveLogged: true,
  toHaveLoggedFrom: true,
  toHavePersistedConfig: true,
  toHaveReadConfig: true,
  toHaveRequestedCompletion: true,
  toHaveRequestedHTTP: true,
  toHaveViolations: true,
  toHaveWrittenConfig: true,
  toSucceed: true,
}

/** The matchers by their names alone: they are loaded when the first of them is called, which many test files never do. */
export function lazyMatchers(load: () => MatcherTable = loadMatchers): Record<string, Matcher> {
  const entries = Object.keys(names).map((name) => [name, lazy(name as MatcherName, load)])
  return Object.fromEntries(entries)
}

type MatcherTable = Readonly<Record<MatcherName, Matcher>>

function lazy(name: MatcherName, load: () => MatcherTable): Matcher {
  return function (...args) {
    return load()[name].apply(this, args)
  }
}

let loaded: MatcherTable | undefined

/** Required, since a matcher answers at once; beside the built setup file, of which the name of the package is unknown. */
function loadMatchers(): MatcherTable {
  const file = import.meta.url.endsWith('.ts') ? 'osaurus-mockhost/matchers' : '../matchers.cjs'
  loaded ??= createRequire(import.meta.url)(file) as MatcherTable
  return loaded
}
