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
export function recordTest(core: Core, hostId: number, test: RecordedTest): void {
  if (test.run === undefined) return
  if (!tried.has(core)) {
    tried.add(core)
    open(core, { root: test.root, run: test.run })
  }
  core.flightTest(hostId, test.name, test.file)
}

/** The test of that host has ended. */
export function recordEnd(core: Core, hostId: number): void {
  core.flightTest(hostId, null, null)
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
