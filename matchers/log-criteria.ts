import type { LogEntry, ThreadSelector } from '../src/host/contract.js'
import { isFrom } from '../src/host/thread-selector.js'
import { describeThread } from '../src/report/describe-call.js'
import { describeLevel } from '../src/report/log-level.js'
import { printValue } from '../src/report/print-value.js'
import { readLike } from './compare.js'
import type { Criterion } from './search.js'

export function byMessage(expected: unknown): Criterion<LogEntry> {
  return { label: 'message', isName: true, read: (entry) => entry.message, expected }
}

export function byLevel(expected: number): Criterion<LogEntry> {
  return { label: 'level', read: (entry) => entry.level, expected, print: (level) => describeLevel(Number(level)) }
}

export function byPayload(expected: unknown): Criterion<LogEntry> {
  return { label: 'payload', read: (entry) => readLike(entry.payload, expected), expected }
}

export function byThread(selector: ThreadSelector): Criterion<LogEntry> {
  return {
    label: 'thread',
    read: ({ call }) => `${call.role} ${describeThread(call.thread)}`,
    expected: describeSelector(selector),
    holds: ({ call }) => isFrom(call, selector),
    print: String,
  }
}

/** Completes "from ...": `a background thread`, `thread "refresh"`. */
function describeSelector(selector: ThreadSelector): string {
  if (selector === 'install' || selector === 'background')
    return `${selector === 'install' ? 'an' : 'a'} ${selector} thread`
  return typeof selector === 'object' && 'osId' in selector
    ? describeThread(selector)
    : `thread ${printValue(selector)}`
}
