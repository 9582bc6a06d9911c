import { constants } from 'node:os'
import { basename } from 'node:path'
import { MockHostError } from '../../errors/mockhost-error.js'
import type { RecordedCall } from '../../host/contract.js'
import { type DossierOfDeath, readDeath } from '../../host/crash.js'
import type { NamesOf } from '../../host/function-names.js'
import { frameKinds } from '../../native/core.js'
import { listFunctions } from '../../plugin/doctor/library.js'
import { formatCallTable } from '../../report/call-table.js'
import { quote } from '../../report/quote.js'
import { lastCalls } from './last-calls.js'
import type { Flight, FlightFrame, FlightTest } from './read-flight.js'

/** How a process died, as far as its flight recorder tells. */
export interface Death {
  readonly flight: Flight
  readonly dossier: DossierOfDeath | undefined
  /** In which it died: those that ran, the one of the callback that ended it where that is known. */
  readonly tests: readonly FlightTest[]
  /** Callbacks in progress; the one that ended it alone where that is known. */
  readonly frames: readonly FlightFrame[]
  /** Name of the thread that ended it; `''` when it is not known, or unnamed. */
  readonly thread: string
  readonly how: string
  readonly calls: readonly RecordedCall[]
}

const shownCalls = 32

/** Works out how a process died; `undefined` when it ended as processes of runners do, and nobody needs to hear of it. */
export function deathOf(flight: Flight): Death | undefined {
  const running = flight.tests.filter(({ isRunning }) => isRunning)
  const dossier = finalDossier(flight)
  const isTold = dossier === undefined && flight.signal === 0 && running.length === 0
  if (isTold) return undefined
  const frames = framesOf(flight, running, dossier)
  const hosts = dossier?.hostId ? [dossier.hostId] : frames.map(({ hostId }) => hostId).filter((id) => id !== 0)
  const tests = testsOf(flight, running, hosts)
  const calls = lastCalls(flight, hosts.length > 0 ? hosts : tests.map(({ hostId }) => hostId))
  return {
    flight,
    dossier,
    tests,
    frames,
    thread: dossier?.thread || (dossier === undefined && frames.length === 1 ? nameOf(flight, frames[0]) : ''),
    how: dossier?.how ?? howWithout(flight),
    calls,
  }
}

/** A dossier of a thread that was parked was told by the test itself. */
function finalDossier(flight: Flight): DossierOfDeath | undefined {
  if (flight.dossier === '') return undefined
  const dossier = readDeath(flight.dossier, namesIn(flight))
  const isInProgress = flight.frames.some(({ id }) => id === dossier.frameId)
  return flight.isFinal || isInProgress ? dossier : undefined
}

/** Of functions in the libraries whose callbacks are in progress. */
function namesIn({ frames }: Flight): NamesOf {
  return (library) => {
    const path = frames.find(({ plugin }) => basename(plugin) === library)?.plugin
    const functions = path === undefined ? [] : listFunctions(path)
    return (offset) => functions.find(({ address, size }) => address <= offset && offset < address + size)?.name
  }
}

/** What calls left behind that were given up goes on without their tests. */
function framesOf(flight: Flight, running: readonly FlightTest[], dossier: DossierOfDeath | undefined) {
  if (dossier !== undefined && dossier.frameId !== 0) return flight.frames.filter(({ id }) => id === dossier.frameId)
  const ofTests = flight.frames.filter(({ hostId }) => running.some((test) => test.hostId === hostId))
  return ofTests.length > 0 ? ofTests : flight.frames
}

/** The tests of those hosts; where there is none, what ran, or the last that ran. */
function testsOf(flight: Flight, running: readonly FlightTest[], hosts: readonly number[]): readonly FlightTest[] {
  const meant = flight.tests.filter(({ hostId }) => hosts.includes(hostId))
  if (meant.length > 0) return meant
  return running.length > 0 ? running : flight.tests.slice(-1)
}

function nameOf({ threads }: Flight, frame: FlightFrame | undefined): string {
  return threads.get(frame?.thread ?? 0)?.name ?? ''
}

function howWithout({ signal }: Flight): string {
  if (signal === 0) return 'ended without a signal or exit handlers: _exit() or SIGKILL'
  return `ended by ${signalName(signal)}, in no code of a plugin: on a JavaScript thread, or in a library`
}

export function signalName(number: number): string {
  const [name] = Object.entries(constants.signals).find(([, value]) => value === number) ?? []
  return name ?? `signal ${number}`
}

/** `invoke "search"`. */
export function titleOf({ kind, title }: FlightFrame): string {
  const name = frameKinds[kind] ?? 'a callback'
  return title === '' ? name : `${name} ${quote(title, 48)}`
}

/** The death as an error: what a test fails with, and what is printed. */
export function errorOfDeath(death: Death, of: 'this run' | 'the previous run' = 'this run'): MockHostError {
  const { tests, dossier, frames, thread, calls } = death
  const row = (label: string, values: readonly string[]) => {
    const known = [...new Set(values)].filter((value) => value !== '')
    return known.length === 0 ? [] : [[label, known.join(', ')] as const]
  }
  return new MockHostError({
    code: 'PROCESS_DIED',
    message: sentence(death, of),
    details: [
      ...row(
        'file',
        tests.map(({ file }) => file),
      ),
      ...row(
        'plugin',
        frames.map(({ plugin }) => basename(plugin)),
      ),
      ...row('in', frames.map(titleOf)),
      ...row(
        'agent',
        frames.map(({ agent }) => agent),
      ),
      ...row('thread', [thread === '' ? '' : quote(thread, 64)]),
      ...row('looks like', [dossier?.hint ?? '']),
      ...(dossier?.trace.length ? [['backtrace', `\n${indent(dossier.trace)}`] as const] : []),
      ['last calls', `\n${formatCallTable(calls, { limit: shownCalls })}`],
    ],
    fix: dossier?.fix ?? wayOut(death.flight),
    end: {
      how: dossier?.exitCode === undefined ? 'crash' : 'exit',
      ...(dossier?.signal !== undefined && { signal: dossier.signal }),
      ...(frames[0] !== undefined && { during: titleOf(frames[0]) }),
      ...(thread !== '' && { thread }),
    },
  })
}

function sentence({ tests, how, dossier, flight }: Death, of: string): string {
  const names = tests.map(({ name }) => `"${name}"`).join(', ') || 'no test'
  const when = tests.length > 0 && tests.every(({ isRunning }) => !isRunning) ? 'after' : 'in'
  const what = dossier === undefined ? `it ${how}` : `the plugin ${how}`
  const who = of === 'this run' ? `Process ${flight.process.pid} of this run` : 'The previous run'
  return `${who} died ${when} ${names}: ${what}.`
}

function wayOut({ signal }: Flight): string {
  return signal === 0
    ? 'look for _exit() in the plugin, and for who sends SIGKILL: the plugin itself, or the system when memory runs out'
    : 'run the test alone under a debugger; what the plugin has overwritten earlier may crash there'
}

function indent(lines: readonly string[]): string {
  return lines.map((line) => `      ${line}`).join('\n')
}
