import { closeSync, fstatSync, mkdirSync, openSync, writeFileSync, writeSync } from 'node:fs'
import { join, relative, resolve } from 'node:path'
import { isTraced } from '../../host/frame-spans.js'
import { internals, type MockHost } from '../../host/mock-host.js'
import { realNow } from '../../host/real-timers.js'
import { makeTraceEvents, type TraceEvent } from '../../report/trace/trace-events.js'
import type { TestSession } from '../contract.js'
import { nanosecondsAt, redactorOf } from './redactor-of.js'

/** Traces that this process has begun, each with the run of its file: a file that runs again begins anew. */
const begun = new Map<string, number>()
const closing = '\n]\n'

/**
 * Adds what a test did to the trace of its file, where traces are asked for (`OSAURUS_MOCKHOST_TRACE=folder`).
 *
 * @returns a line for the run's output, for the first test of a file, or when nothing could be written
 */
export function traceTest(session: TestSession, host: MockHost): string | undefined {
  if (!isTraced) return undefined
  const { info } = session
  const path = pathOf(info)
  const { fileToken } = session.bottom.scope
  const isFirst = begun.get(path) !== fileToken
  begun.set(path, fileToken)
  try {
    append(path, eventsOf(session, host), isFirst)
    return isFirst ? `trace of ${info.file}: ${path}` : undefined
  } catch (error) {
    return `the trace of "${info.name}" could not be written: ${(error as Error).message}`
  }
}

function pathOf({ root, file }: { readonly root: string; readonly file: string }): string {
  const folder = resolve(root, process.env.OSAURUS_MOCKHOST_TRACE ?? '.')
  const name = relative(root, file).replaceAll(/[^\p{L}\p{N}._]+/gu, '-')
  return join(folder, `${name}.trace.json`)
}

function eventsOf(session: TestSession, host: MockHost): readonly TraceEvent[] {
  const { native, frameSpans } = host[internals]
  return makeTraceEvents({
    test: session.info.name,
    hostId: native.id,
    pid: process.pid,
    offset: realNow() * 1e6 - native.binding.core.now(),
    begun: nanosecondsAt(session.begun),
    ended: native.binding.core.now(),
    threads: host.threads,
    calls: host.calls,
    frames: frameSpans?.all ?? [],
    drops: host.drops,
    redactor: redactorOf(host),
  })
}

/** The file is whole after each test: a process that dies leaves what it had by then. */
function append(path: string, events: readonly TraceEvent[], isFirst: boolean): void {
  const text = events.map((event) => JSON.stringify(event)).join(',\n')
  if (isFirst) {
    mkdirSync(resolve(path, '..'), { recursive: true })
    writeFileSync(path, `[\n${text}${closing}`, { mode: 0o600 })
    return
  }
  const file = openSync(path, 'r+')
  try {
    writeSync(file, `,\n${text}${closing}`, fstatSync(file).size - closing.length)
  } finally {
    closeSync(file)
  }
}
