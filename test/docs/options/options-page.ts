import { fillHostOptions, type MockHostOptions } from '../../../src/host/options.js'
import { profiles } from '../../../src/host/profile.js'
import { type Limits, limitsOf } from '../../../src/host/simulation/limits.js'
import type { EnvironmentOptions } from '../../../src/session/options.js'
import { resolveOptions } from '../../../src/session/resolve-options.js'
import { readInterface } from '../docstrings.js'
import { printTable } from '../markdown-table.js'
import { whereToSet } from './where-to-set.js'

const ofHost = fillHostOptions({})
const ofTests = resolveOptions()

/** What holds when an option is not given: a value, or what the code does then, in words. */
export const defaults: Readonly<Record<keyof MockHostOptions | keyof EnvironmentOptions, string>> = {
  name: '`host <id>`',
  profile: print(ofHost.profile),
  abiVersion: print(ofHost.abiVersion),
  attribution: print('thread'),
  responderTimeout: '3 000',
  journalLimit: '256 MiB',
  frameStackSize: '8 MiB',
  limits: '[those of the profile](#limits)',
  database: 'in memory',
  allowHosts: 'none',
  appVersion: '`unknown`',
  unprepared: print('default'),
  onCrash: print('report'),
  isolate: print(false),
  allowViolations: 'none',
  plugin: 'none',
  serialize: print(ofTests.serialize),
  concurrent: print(false),
  image: print('file'),
  failOn: print(ofTests.failOn),
  allowLeftovers: 'none',
  attach: print(ofTests.attach),
}

/** Where an option can be set, if it is not everywhere. */
const places: Readonly<Record<string, string>> = {
  name: '`new MockHost`',
  serialize: "config, file; `'test'` everywhere",
  image: 'everywhere; `host.load`',
  isolate: 'everywhere; `host.load`',
}

/** What the names of types stand for. */
const types: Readonly<Record<string, string>> = {
  Profile: profiles.map((profile) => `'${profile}'`).join(' | '),
  ImageMode: "'file' | 'test' | 'shared'",
  UnpreparedPolicy: "'default' | 'warn' | 'fail' | function",
  AllowedViolations: "{ RULE: 'reason' }",
  'Readonly<Record<string, string>>': "{ name: 'reason' }",
  'Partial<Limits>': '{ limit: number }',
}

/** Variables of the environment of the process that runs the tests. */
export const variables: Readonly<Record<string, string>> = {
  OSAURUS_MOCKHOST_ISOLATE:
    '`1`: every plugin runs [in a process of its own](#options-of-the-host), unless its test says otherwise',
  OSAURUS_MOCKHOST_TRACE: 'folder for [timelines](looking-at-a-failure.md#a-timeline), one for each test file',
  OSAURUS_MOCKHOST_SECRETS: '`show`: files have [secrets](looking-at-a-failure.md#secrets) in full',
  OSAURUS_MOCKHOST_DEBUG:
    '`attach`: stops before `init` of each plugin, for [a debugger](debugging.md#with-a-debugger)',
  OSAURUS_MOCKHOST_DEBUG_FILE: 'goes on without a debugger as soon as this file is there',
  OSAURUS_MOCKHOST_DEBUG_TIMEOUT: 'goes on without one after so many seconds',
  OSAURUS_MOCKHOST_CORE: 'path of another build of the native core',
}

/** What each entry of the package is for. */
export const entries: Readonly<Record<string, string>> = {
  '.': '`host`, `plugin`, `MockHost`, `inChild`, `validateManifest`, `diagnoseLibrary`, `formatCallTable`, `MockHostError`, `isMockHostError`, `slotNames`',
  './vitest':
    '`hostOptions`, `serialized`, `acrossAbiVersions`; `host`, `plugin`, `MockHost`; a `test` with both as fixtures; types of the matchers',
  './vitest/config': '`mockHost`, the plugin for the configuration of Vitest',
  './jest': '`hostOptions`, `serialized`, `acrossAbiVersions`; `host`, `plugin`, `MockHost`; types of the matchers',
  './jest-environment':
    'the environment; `createEnvironment(Base)` makes one out of another, such as that of `jest-environment-jsdom`',
  './jest-reporter': 'tells of worker processes that a signal has ended',
  './matchers': 'the matchers as functions, for an `expect.extend` of your own',
}

/** The text of docs/options.md. */
export function makeOptionsPage(): string {
  return [
    '# Options',
    '',
    'The options of tests and hosts: the same names and meanings in Vitest and in Jest. This page is made by `npm run docs`',
    'out of their docstrings and defaults. An unknown name, or a wrong value, is an error that says what there is.',
    '',
    ...whereToSet,
    '## Options of tests',
    '',
    ...printOptions('src/session/options.ts', 'EnvironmentOptions'),
    '',
    '## Options of the host',
    '',
    'For the hosts of tests, and for `new MockHost({ … })`. A `host.load(path, { … })` can say `image` and `isolate` for itself.',
    '',
    ...printOptions('src/host/options.ts', 'MockHostOptions'),
    '',
    '## Limits',
    '',
    "What the option `limits` can change, and what holds without it: in the profiles `'full'` and `'upstream'`, and in",
    "`'production'`. ∞ is no limit.",
    '',
    ...printLimits(),
    '',
    '## Entries of the package',
    '',
    ...printTable(
      ['Import', 'What it has'],
      Object.entries(entries).map(([name, meaning]) => [`\`osaurus-mockhost${name.slice(1)}\``, meaning]),
    ),
    '',
    '## Variables of the environment',
    '',
    ...printTable(
      ['Variable', 'Meaning'],
      Object.entries(variables).map(([name, meaning]) => [`\`${name}\``, meaning]),
    ),
    '',
  ].join('\n')
}

function printOptions(file: string, name: string): string[] {
  const rows = readInterface(file, name).map((option) => [
    `\`${option.name}\``,
    `\`${escapeBars(types[option.type] ?? option.type)}\``,
    defaults[option.name as keyof typeof defaults],
    escapeBars(option.doc.join(' ')),
    places[option.name] ?? 'everywhere',
  ])
  return printTable(['Option', 'Type', 'Default', 'Meaning', 'Set in'], rows)
}

function printLimits(): string[] {
  const [full, production] = [limitsOf('full'), limitsOf('production')]
  const rows = readInterface('src/host/simulation/limits.ts', 'Limits').map(({ name, doc }) => [
    `\`${name}\``,
    printNumber(full[name as keyof Limits]),
    printNumber(production[name as keyof Limits]),
    doc.join(' '),
  ])
  return printTable(['Limit', 'Full', 'Production', 'Meaning'], rows)
}

function printNumber(value: number): string {
  return value === Number.POSITIVE_INFINITY ? '∞' : String(value).replace(/\B(?=(\d{3})+$)/g, ' ')
}

function print(value: unknown): string {
  return `\`${JSON.stringify(value).replaceAll('"', "'").replaceAll(',', ', ')}\``
}

function escapeBars(text: string): string {
  return text.replaceAll('|', '\\|')
}
