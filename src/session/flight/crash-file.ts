import { mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { frameKinds } from '../../native/core.js'
import { Redactor } from '../../report/secrets.js'
import { cacheFolder } from '../cache-folder.js'
import { type Death, errorOfDeath, signalName } from './death.js'
import type { RunChoice } from './find-deaths.js'

/** Files that are kept: of more, the newest. */
const mostFiles = 100

/**
 * Writes what is known of a death as JSON, for programs, and answers the path; `undefined` when it cannot be written. Secrets
 * that the last calls tell of are hidden.
 */
export function writeCrashFile(told: Death, of: RunChoice, now = new Date()): string | undefined {
  const { flight } = told
  const folder = cacheFolder(flight.label.root, 'crashes')
  const path = join(folder, `${now.toISOString().replaceAll(':', '-')}-${flight.process.pid}.json`)
  try {
    const text = printDeath(told, of, now)
    mkdirSync(folder, { recursive: true, mode: 0o700 })
    removeOldest(folder)
    writeFileSync(path, text, { mode: 0o600 })
    return path
  } catch {
    return undefined
  }
}

function printDeath(told: Death, of: RunChoice, now: Date): string {
  const redactor = new Redactor()
  for (const call of told.calls) redactor.learnCall(call)
  const death = redact(told, redactor)
  const text = redactor.text(errorOfDeath(death, of).message)
  return `${JSON.stringify(describe(death, text, now), printBigInt, 2)}\n`
}

/** Names begin with the time. */
function removeOldest(folder: string): void {
  const names = readdirSync(folder).filter((name) => name.endsWith('.json'))
  for (const name of names.sort().slice(0, -(mostFiles - 1))) rmSync(join(folder, name), { force: true })
}

function redact(death: Death, redactor: Redactor): Death {
  const { calls, frames } = death
  return {
    ...death,
    calls: calls.map((call) => redactor.call(call)),
    frames: frames.map((frame) => ({ ...frame, title: redactor.text(frame.title) })),
  }
}

function describe({ flight, dossier, tests, frames, thread, how, calls }: Death, text: string, now: Date): object {
  return {
    version: 1,
    date: now.toISOString(),
    pid: flight.process.pid,
    run: flight.label.run.pid,
    root: flight.label.root,
    how,
    signal: dossier?.signal ?? (flight.signal === 0 ? null : signalName(flight.signal)),
    exitCode: dossier?.exitCode === undefined ? null : Number(dossier.exitCode),
    tests: tests.map(({ name, file, isRunning }) => ({ name, file, isRunning })),
    frames: frames.map(({ kind, title, plugin, agent }) => ({ kind: frameKinds[kind] ?? null, title, plugin, agent })),
    thread,
    hint: dossier?.hint ?? null,
    backtrace: dossier?.trace ?? [],
    calls: calls.map(({ slot, args, answer, role, thread, frame }) => ({ slot, args, answer, role, thread, frame })),
    text,
  }
}

function printBigInt(_: string, value: unknown): unknown {
  return typeof value === 'bigint' ? `0x${value.toString(16)}` : value
}
