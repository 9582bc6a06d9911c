import type { RunResult, TestOutcome } from '../runners/project.js'
import type { Place } from './cell.js'

/** What a run is held against. */
export interface Expected {
  readonly passed: number
  readonly failed: number
  readonly files: number
}

/** What a run says that matters here. */
export type Outcome = Pick<RunResult, 'exitCode' | 'timedOut' | 'passed' | 'failed' | 'skipped' | 'tests' | 'output'>

/** The messages of the tests that must fail: without our environment they would fail with others, or not at all. */
const reds: Readonly<Record<string, RegExp>> = {
  'red: a matcher fails': /expected the host to have written config "apiKey"\n/,
  'red: the body passes, the host does not': /BAD_FREES/,
}

/**
 * What is wrong with a run of the tests.
 *
 * @param times how often each test runs: once in each project of the configuration
 */
export function checkTests(outcome: Outcome, { passed, failed, files }: Expected, times = 1): string[] {
  const wrong = [
    ...differs('exit code', outcome.exitCode, failed > 0 ? 1 : 0),
    ...differs('passed', outcome.passed, passed * times),
    ...differs('failed', outcome.failed, failed * times),
    ...differs('skipped', outcome.skipped, 0),
    ...differs('files', new Set(outcome.tests.map(({ file }) => file)).size, files),
    ...outcome.tests.filter(({ state }) => state === 'failed').flatMap(checkFailure),
    ...(outcome.timedOut ? ['it did not end'] : []),
  ]
  return wrong.length === 0 ? [] : [...wrong, `it said: ${outcome.output.slice(-3000)}`]
}

function differs(what: string, is: number | null, should: number): string[] {
  return is === should ? [] : [`${what}: ${is} instead of ${should}`]
}

function checkFailure({ name, messages }: TestOutcome): string[] {
  const text = messages.join('\n')
  const pattern = reds[name]
  if (pattern?.test(text)) return []
  return [`"${name}" failed with: ${text.slice(0, 500)}`]
}

/** @param noted a line for each file: pid and number of the thread */
export function checkPlace(place: Place | undefined, noted: string): string[] {
  if (place === undefined) return []
  const lines = [...new Set(noted.trim().split('\n'))].map((line) => line.split(' '))
  const processes = new Set(lines.map(([pid]) => pid)).size
  const kept = {
    'one thread': lines.length === 1,
    processes: processes > 1 && lines.every(([, thread]) => thread === '0'),
    threads: processes === 1 && lines.length > 1 && lines.every(([, thread]) => thread !== '0'),
  }
  return kept[place] ? [] : [`its files ran in ${processes} processes, ${lines.length} threads; it promised ${place}`]
}

/** @param report of the reporter `json-summary`, for the one module that is half covered */
export function checkCoverage(
  report: Readonly<Record<string, { readonly branches?: { readonly pct: number } }>>,
): string[] {
  const files = Object.keys(report).filter((name) => name !== 'total')
  const [file = ''] = files
  if (files.length !== 1 || !file.endsWith('greeting.js')) return [`covered files: ${files.join(', ')}`]
  const { pct = 0 } = report[file]?.branches ?? {}
  return pct > 0 && pct < 100 ? [] : [`covered branches: ${pct} %`]
}

/** The results of shards as one. */
export function sum(results: readonly Outcome[]): Outcome {
  const add = (count: (result: Outcome) => number) => results.reduce((total, result) => total + count(result), 0)
  return {
    exitCode: Math.max(...results.map(({ exitCode }) => exitCode ?? 1)),
    timedOut: results.some(({ timedOut }) => timedOut),
    passed: add(({ passed }) => passed),
    failed: add(({ failed }) => failed),
    skipped: add(({ skipped }) => skipped),
    tests: results.flatMap(({ tests }) => tests),
    output: results.map(({ output }) => output).join('\n'),
  }
}
