import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import type { Core } from './core.js'
import { flightFolders, type ProcessName } from './flight-folder.js'

/** The run of a test runner, and what a test says of itself: what the flight recorder has to know. */
export interface RecordedTest {
  readonly name: string
  readonly file: string
  readonly root: string
  /** Main process of the runner. */
  readonly run?: ProcessName | undefined
}

/** A test, and its hosts by which the flight recorder knows it: the one that it is given, and those that it makes itself. */
export interface RecordedHosts {
  readonly info: RecordedTest
  /** Ids; `undefined` while there is none. */
  recorded?: number[] | undefined
}

/** What `mh_flight_open` is given, as JSON. */
export interface FlightLabel {
  readonly root: string
  readonly run: ProcessName
}

const tried = new WeakSet<Core>()

/**
 * Writes down in the flight recorder of the process that the test of a host runs. The recorder is opened by the first: where
 * that fails there is none, and nothing is said.
 */
export function recordTest(core: Core, hostId: number, test: RecordedHosts): void {
  const { root, run, name, file } = test.info
  if (run === undefined) return
  if (!tried.has(core)) {
    tried.add(core)
    open(core, { root, run })
  }
  core.flightTest(hostId, name, file)
  test.recorded ??= []
  test.recorded.push(hostId)
}

/** The test has ended, whatever becomes of its hosts: else it would count as running for as long as one of them lives. */
export function recordEnd(core: Core, test: RecordedHosts): void {
  for (const hostId of test.recorded ?? []) core.flightTest(hostId, null, null)
  test.recorded = undefined
}

function open(core: Core, label: FlightLabel): void {
  if (core.flightIsOpen() !== 0) return
  const name = `${process.pid}-${Math.random().toString(36).slice(2, 10)}.flight`
  for (const folder of flightFolders(label.root)) {
    try {
      mkdirSync(folder, { recursive: true, mode: 0o700 })
    } catch {
      continue
    }
    if (core.flightOpen(join(folder, name), JSON.stringify(label)) === 0) return
  }
}
