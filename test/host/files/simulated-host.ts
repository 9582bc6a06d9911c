import { onTestFinished } from 'vitest'
import { Files } from '../../../src/host/files/files.js'
import { createClock } from '../../../src/host/simulation/clock.js'
import type { SlotCall } from '../../../src/host/simulation/contract.js'
import { type Limits, limitsOf } from '../../../src/host/simulation/limits.js'

/** The files of a host of their own, closed when the test ends. */
export function openFiles(limits: Partial<Limits> = {}): Files {
  const files = new Files({
    name: 'the host',
    isStrict: false,
    limits: limitsOf('full', limits),
    clock: createClock(),
    flag: () => {},
  })
  onTestFinished(() => files.close())
  return files
}

/** What `file_read` answers to the request: an object stands for its JSON. */
export function fileRead(files: Files, request: string | object | null): unknown {
  const call = callOf(typeof request === 'object' && request !== null ? JSON.stringify(request) : request)
  return files.simulators.file_read.admit?.(call) ?? files.simulators.file_read.answer(call)
}

/** A call of `file_read` on a background thread, where no agent is bound. */
export function callOf(request: string | null): SlotCall {
  return {
    slot: 'file_read',
    texts: [request],
    pluginId: 'com.example.reader',
    agentId: null,
    level: 0,
    hasChunkCallback: false,
    key: 1,
  }
}
