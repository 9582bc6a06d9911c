import * as v from 'valibot'
import { NEWEST_ABI_VERSION } from '../abi/slots.js'
import { MockHostError } from '../errors/mockhost-error.js'
import { suggestName } from '../report/nearest.js'
import { wrapWords } from '../report/print-value.js'
import { isUnpreparedPolicy, type UnpreparedPolicy } from './answering/unprepared.js'
import { allowedHostForm, readAllowedHost } from './http/allowed-host.js'
import { type Profile, profiles } from './profile.js'
import { violationRules } from './rules/catalogue.js'
import { type Limits, limitNames } from './simulation/limits.js'
import type { AllowedViolations } from './violations.js'

/** Options of `new MockHost()`. */
export interface MockHostOptions {
  /** Shown in messages; default `host <id>`. */
  readonly name?: string
  /** `'full'` (default): all 24 slots answer, permissive. `'upstream'`: exactly the Swift kit. `'production'`: rules of the real host. */
  readonly profile?: Profile
  /** Version of the table handed out, 1 to 6 (default 6); later slots are NULL, 1 means no table at all. */
  readonly abiVersion?: number
  /** `'thread'` (default, rule R4) or `'table'` (rule R8): where background calls go when several hosts are installed. */
  readonly attribution?: 'thread' | 'table'
  /** Milliseconds a responder may take, default 3 000; 0 means no limit. */
  readonly responderTimeout?: number
  /** Bytes of journal, default 256 MiB; calls above it are counted, not kept, and matchers that would need them throw `CANNOT_TELL`. */
  readonly journalLimit?: number
  /** Bytes of stack for callbacks of the plugin, default 8 MiB; 64 KiB at least, and below 128 KiB there are 128. */
  readonly frameStackSize?: number
  /** Limits of the app that hold otherwise: `{ httpRequestsPerMinute: 3 }`. Under `'full'` the app's rates do not hold. */
  readonly limits?: Partial<Limits>
  /** Path of a database file for `db_exec` and `db_query`, of tests relative to the runner's root; left out: each host has one in memory. */
  readonly database?: string
  /** Hosts that `http_request` may really reach: `'127.0.0.1'`, `'localhost:8080'`. They are exempt from the SSRF rules. */
  readonly allowHosts?: readonly string[]
  /** Version of the app, as the User-Agent of `http_request` names it. */
  readonly appVersion?: string
  /** What becomes of calls that nobody prepared an answer for: `'default'` (an error that says so), `'warn'`, `'fail'`, or a function. */
  readonly unprepared?: UnpreparedPolicy
  /**
   * What becomes of a call that crashes: `'report'` (default) rejects it with `PLUGIN_CRASHED`, and everything else goes on; `'die'`
   * lets the signal take its course, for a debugger or a core dump.
   */
  readonly onCrash?: 'report' | 'die'
  /**
   * Runs each plugin in a process of its own, which is started when the plugin is loaded and killed when it is destroyed: a
   * crash, an exit or a call that takes too long ends that process alone. Default `false`.
   */
  readonly isolate?: boolean
  /** Rules that the plugin may break, each with the reason why: `{ CONFIG_WITHOUT_AGENT: 'issue 12' }`. They fail no test. */
  readonly allowViolations?: AllowedViolations
}

/** Why something is allowed. */
export const reason = v.pipe(
  v.string(),
  v.check((text) => text.trim() !== '', 'a reason, in words'),
)

/** Its messages are what `checkOptions` shows. */
const reasonsByRule = v.record(v.picklist(violationRules, wrapWords(violationRules, 4)), reason)

/** A number of things, or `Infinity` for any number. */
const limit = v.optional(v.pipe(v.number(), v.minValue(0)))

const limits = v.strictObject(Object.fromEntries(limitNames.map((name) => [name, limit])))

const allowedHost = v.pipe(
  v.string(),
  v.check((text) => readAllowedHost(text) !== undefined, allowedHostForm),
)

const positive = v.pipe(v.number(), v.integer(), v.minValue(1))

/** One entry an option, so that the environments offer the same ones. */
export const hostOptionEntries = {
  name: v.optional(v.string()),
  profile: v.optional(v.picklist(profiles)),
  abiVersion: v.optional(v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(6))),
  attribution: v.optional(v.picklist(['thread', 'table'])),
  responderTimeout: v.optional(v.pipe(v.number(), v.minValue(0))),
  journalLimit: v.optional(positive),
  frameStackSize: v.optional(v.pipe(v.number(), v.integer(), v.minValue(64 * 1024))),
  allowViolations: v.optional(reasonsByRule),
  onCrash: v.optional(v.picklist(['report', 'die'])),
  isolate: v.optional(v.boolean()),
  limits: v.optional(limits),
  database: v.optional(v.string()),
  allowHosts: v.optional(v.array(allowedHost)),
  appVersion: v.optional(v.string()),
  unprepared: v.optional(v.custom<UnpreparedPolicy>(isUnpreparedPolicy, "'default', 'warn', 'fail' or a function")),
} as const

const hostOptions = v.strictObject(hostOptionEntries)

/** Whether an option of an environment is one of the host. */
export function isHostOption(name: string): boolean {
  return Object.hasOwn(hostOptionEntries, name)
}

/** The options of one host, with the defaults that other code reads. */
export interface HostOptions extends MockHostOptions {
  readonly profile: Profile
  readonly abiVersion: number
}

const ofTest = Symbol('options of the host of a test')

/** Options for the hosts of tests, out of those of a test environment, which has checked them: one for every test is made. */
export function optionsForTests(options: Readonly<Record<string, unknown>>): HostOptions {
  const present = Object.entries(options).filter(([key, value]) => isHostOption(key) && value !== undefined)
  const filled = withDefaults(Object.fromEntries(present))
  return Object.assign(filled, { [ofTest]: true })
}

/** Whether the host belongs to a test, whose end closes it. */
export function isOfTest(options: unknown): boolean {
  return typeof options === 'object' && options !== null && ofTest in options
}

/** The options as given, with their defaults, or an error that names the one that is wrong. */
export function fillHostOptions(options: MockHostOptions): HostOptions {
  if (isOfTest(options)) return options as HostOptions
  return withDefaults(checkOptions(hostOptions, options, 'of MockHost') as MockHostOptions)
}

function withDefaults(options: MockHostOptions): HostOptions {
  return { ...options, profile: options.profile ?? 'full', abiVersion: options.abiVersion ?? NEWEST_ABI_VERSION }
}

type OptionSchema = v.StrictObjectSchema<v.ObjectEntries, undefined>

/** Checks options against a schema; an unknown name is an error that lists the known ones. */
export function checkOptions<Schema extends OptionSchema>(
  schema: Schema,
  options: unknown,
  whose: string,
): v.InferOutput<Schema> {
  const result = v.safeParse(schema, options)
  if (result.success) return result.output
  const issue = result.issues[0]
  const [option, entry] = issue.path ?? []
  const name = String(option?.key ?? '')
  if (issue.type === 'strict_object' && name !== '' && entry === undefined) {
    throw unknownOption(name, Object.keys(schema.entries), whose)
  }
  if (entry?.origin === 'key') {
    const known = issue.type === 'strict_object' ? wrapWords(limitNames, 4) : issue.message
    throw unknownEntry({ option: name, entry: String(entry.key), known, whose })
  }
  throw new MockHostError({
    code: 'INVALID_OPTION',
    message: name === '' ? `The options ${whose} are no object.` : `The option "${name}" ${whose} has a wrong value.`,
    details: [
      ['expected', issue.type === 'check' ? issue.message : String(issue.expected ?? issue.requirement)],
      ['received', issue.received],
    ],
    fix: name === '' ? 'give an object of options, or nothing' : `correct the value of "${name}"`,
  })
}

const anyKnown = 'use one of the known names'

function unknownOption(name: string, known: readonly string[], whose: string): MockHostError {
  return new MockHostError({
    code: 'UNKNOWN_OPTION',
    message: `There is no option "${name}" ${whose}.`,
    details: [['known', known.join(', ')]],
    fix: suggestName(name, known, anyKnown),
  })
}

interface UnknownEntry {
  readonly option: string
  readonly entry: string
  /** The names that entries can have, in lines. */
  readonly known: string
  readonly whose: string
}

function unknownEntry({ option, entry, known, whose }: UnknownEntry): MockHostError {
  return new MockHostError({
    code: 'INVALID_OPTION',
    message: `The option "${option}" ${whose} has an entry "${entry}", which it cannot have.`,
    details: [['known', known]],
    fix: suggestName(entry, known.split(/,\s+/), anyKnown),
  })
}
