import { existsSync, mkdirSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { frameKinds } from '../../native/core.js'
import { type Death, signalName } from './death.js'

/** Writes what is known of a death as JSON, for programs, and answers the path; `undefined` when it cannot be written. */
export function writeCrashFile(death: Death, text: string, now = new Date()): string | undefined {
  const { flight } = death
  const folder = crashFolder(flight.label.root)
  const path = join(folder, `${now.toISOString().replaceAll(':', '-')}-${flight.process.pid}.json`)
  try {
    mkdirSync(folder, { recursive: true })
    writeFileSync(path, `${JSON.stringify(describe(death, text, now), printBigInt, 2)}\n`)
    return path
  } catch {
    return undefined
  }
}

function crashFolder(root: string): string {
  const packages = join(root, 'node_modules')
  return existsSync(packages)
    ? join(packages, '.cache/osaurus-mockhost/crashes')
    : join(tmpdir(), `osaurus-mockhost-${process.getuid?.() ?? 0}-crashes`)
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
