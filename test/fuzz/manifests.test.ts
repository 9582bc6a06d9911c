import fc from 'fast-check'
import { expect, it } from 'vitest'
import { type ManifestOptions, validateManifest } from '../../src/index.js'
import { arbitraryManifest, arbitraryOptions } from './arbitrary-manifest.js'
import { compare, count } from './compare.js'
import { consult, table } from './manifest-oracle.js'
import { arbitraryMutations, mutate } from './mutations.js'
import { seed, shareOf, Tally } from './runs.js'

const rules = [
  ...['MISSING_KEY', 'WRONG_TYPE', 'UNKNOWN_VALUE', 'PLUGIN_ID_MISMATCH', 'EMPTY_TOOL_ID', 'DUPLICATE_TOOL_ID'],
  ...['EMPTY_ROUTE_ID', 'DUPLICATE_ROUTE_ID', 'OSAURUS_TOO_OLD', 'MACOS_TOO_OLD', 'ROUTE_IN_WEB_MOUNT'],
]

it('judges manifests, valid and nearly valid, as the oracle of section 12 does', () => {
  const runs = shareOf(50)
  const tally = new Tally('manifests', runs)
  const places = new Tally('places', runs)
  const property = fc.property(arbitraryManifest, arbitraryMutations, arbitraryOptions, (valid, mutations, options) => {
    const manifest = mutate(valid, mutations)
    const report = validateManifest(manifest, options as ManifestOptions)
    compare(report, consult(manifest, options))
    count(report, tally, places)
    tally.step()
  })
  fc.assert(property, { numRuns: runs, seed })
  tally.print()

  // A fuzz test that never meets a rule says nothing about it.
  for (const rule of rules) expect(tally.of(rule), rule).toBeGreaterThanOrEqual(runs / 500)
  expect(tally.of('valid')).toBeGreaterThanOrEqual(runs / 10)
  const leastAPlace = Math.floor(runs / 10_000)
  for (const { path, isRequired } of table) {
    expect(places.of(`WRONG_TYPE ${path}`) + places.of(`UNKNOWN_VALUE ${path}`), path).toBeGreaterThanOrEqual(
      leastAPlace,
    )
    if (isRequired) expect(places.of(`MISSING_KEY ${path}`), path).toBeGreaterThanOrEqual(leastAPlace)
  }
})
