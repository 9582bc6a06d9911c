import * as v from 'valibot'
import { checkOptions, hostOptionEntries, type MockHostOptions, reason } from '../host/options.js'
import type { ImageMode } from '../plugin/contract.js'
import { findNearest, isNear } from '../report/nearest.js'

const failOnNames = ['drops', 'badFrees', 'violations', 'leaks', 'leftovers'] as const

/** What makes a test fail at its end, besides its own assertions. */
export type FailOn = (typeof failOnNames)[number]

/** Options of the test environments: the same for Vitest and Jest, for `hostOptions` and for fixtures. */
export interface EnvironmentOptions extends Omit<MockHostOptions, 'name'> {
  /** Library of the tests, relative to the runner's root; the ending `.so` or `.dylib` may be left out. */
  readonly plugin?: string
  /**
   * `'file'` (default): one file of the process at a time may install hosts. `'test'`: every test is
   * serialised. `false`: no lease.
   */
  readonly serialize?: 'file' | 'test' | false
  /** Short for `serialize: false, attribution: 'table', image: 'test'`; `false` takes that of an outer `true` back. */
  readonly concurrent?: boolean
  /** Of `plugin`. `'file'` (default): one image for each test file. `'test'` (default of tests that may overlap): a private copy for each test. `'shared'`: one for the process. */
  readonly image?: ImageMode
  /**
   * Default `['drops', 'badFrees']`. `'violations'`: `host.violations`; `'leaks'`: strings that have not come back through
   * `free_string`; `'leftovers'`: those, and the threads and open files of the plugin that outlive its `destroy`.
   */
  readonly failOn?: readonly FailOn[]
  /**
   * Threads and files that may outlive `destroy`, by name, each with the reason why: `{ 'tokio-*': 'the pool of the runtime' }`.
   * A star stands for any text.
   */
  readonly allowLeftovers?: Readonly<Record<string, string>>
  /** `'failures'` (default): a test that fails gets its journal attached, as HTML and JSON. `'never'`: none. */
  readonly attach?: 'failures' | 'never'
}

/** The options of one test, with every default filled in. */
export interface ResolvedOptions extends EnvironmentOptions {
  readonly serialize: 'file' | 'test' | false
  readonly failOn: readonly FailOn[]
  readonly attach: 'failures' | 'never'
}

const { name: _, ...hostEntries } = hostOptionEntries

/** A list would be taken for a record of its places. */
function isRecord(value: unknown): boolean {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

const schema = v.strictObject({
  ...hostEntries,
  plugin: v.optional(v.string()),
  serialize: v.optional(v.union([v.picklist(['file', 'test']), v.literal(false)])),
  concurrent: v.optional(v.boolean()),
  image: v.optional(v.picklist(['file', 'test', 'shared'])),
  failOn: v.optional(v.array(v.picklist(failOnNames))),
  allowLeftovers: v.optional(
    v.pipe(v.custom(isRecord, "an object: { 'name-*': 'reason' }"), v.record(v.string(), reason)),
  ),
  attach: v.optional(v.picklist(['failures', 'never'])),
})

/** Whether an option has this name, or one so near that this was probably written for it. */
export function looksLikeOption(name: string): boolean {
  return findNearest(name, Object.keys(schema.entries), 1).some((near) => isNear(name, near))
}

/** The options as given, or an error that names the one that is wrong and the known ones. */
export function checkEnvironmentOptions(options: unknown, whose = 'of the test environment'): EnvironmentOptions {
  return checkOptions(schema, options, whose) as EnvironmentOptions
}
