import { readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'

/** How the tests of the matrix are written down for a runner and a transform. */
export interface Style {
  readonly runner: 'vitest' | 'jest'
  readonly format: 'esm' | 'cjs'
  readonly extension: 'js' | 'mjs' | 'ts'
  /** Whether `test`, `expect` and the like are globals instead of imports. */
  readonly hasGlobals?: boolean
}

/** What a run of the tests must report; those that fail are named `red: …`. */
export const expected = { passed: 16, failed: 2, files: 8 }

const folder = path.join(import.meta.dirname, 'files')

/** Says where the file runs: only that tells whether the runner did as its mode says. */
const notePlace = `import { appendFileSync } from 'node:fs'
import { threadId } from 'node:worker_threads'
appendFileSync(String(process.env.MATRIX_PLACES), process.pid + ' ' + threadId + '\\n')
`

/** Compiles nowhere but in TypeScript, where it brings the types of the matchers too. */
const typed = `import 'osaurus-mockhost/jest'
export const compiled: boolean = true
`

/** The same tests for every runner: path in the project to text. */
export function testFiles(style: Style, place = 'tests'): Record<string, string> {
  const head = style.extension === 'ts' ? notePlace + typed : notePlace
  const entries = readdirSync(folder)
    .sort()
    .map((name) => [
      `${place}/${name.replace(/js$/, style.extension)}`,
      writeIn(style, head + readFileSync(path.join(folder, name), 'utf8')),
    ])
  return Object.fromEntries(entries)
}

/** A module and a test of half of it: what a coverage report can be held against. */
export function coveredFiles(style: Style): Record<string, string> {
  const module = `export function greet(name) {
  if (name === undefined) {
    return 'nobody'
  }
  return 'hello ' + name
}
`
  const test = `import { host } from 'osaurus-mockhost'
import { expect, test } from 'vitest'
import { greet } from '../src/greeting.js'

test('covers half of it', () => {
  host.api.log(1, greet('you'))
  expect(host).toHaveLogged('hello you')
})
`
  return { 'src/greeting.js': writeIn(style, module), 'covered/greeting.test.js': writeIn(style, test) }
}

/** A test that notes which library it has been given, for whoever replaces it. */
export function watchedFiles(style: Style): Record<string, string> {
  const test = `import { appendFileSync } from 'node:fs'
import { plugin } from 'osaurus-mockhost'
import { test } from 'vitest'

test('notes its plugin', async () => {
  await plugin.invoke('anything')
  appendFileSync(process.env.NOTES, plugin.manifest.plugin_id + '\\n')
})
`
  return { 'watched/id.test.js': writeIn(style, test) }
}

/** Text of the files, which are written for Vitest as modules, in another style. */
function writeIn({ runner, format, hasGlobals }: Style, text: string): string {
  const steps: [RegExp, string][] = []
  if (hasGlobals) steps.push([/^import .* from 'vitest'\n/m, ''])
  if (runner === 'jest') {
    // CommonJS has `jest` as a parameter around the file, though not with --injectGlobals=false.
    if (format === 'cjs' && !hasGlobals) steps.push([/, vi \}/, ', jest: fake }'], [/\bvi\./g, 'fake.'])
    steps.push([/from 'vitest'/, "from '@jest/globals'"], [/\bvi\b/g, 'jest'])
    steps.push([/'osaurus-mockhost\/vitest'/, "'osaurus-mockhost/jest'"])
  }
  if (format === 'cjs') {
    steps.push([/^import (.*) from (.*)$/gm, 'const $1 = require($2)'])
    steps.push([/^export function (\w+)/gm, 'exports.$1 = function $1'])
  }
  return steps.reduce((written, [pattern, replacement]) => written.replace(pattern, replacement), text)
}
