import { MockHostError } from '../errors/mockhost-error.js'
import type { Leftover } from '../native/install-context.js'
import { count } from '../report/print-value.js'
import { type Column, formatTable } from '../report/table.js'
import type { TestInfo } from './contract.js'

const columns: readonly Column[] = [{ title: 'thread' }, { title: 'OS id', align: 'right' }, { title: 'library' }]

/** Why a test fails whose plugins left threads behind: an error, if `failOn` asks for it. */
export function leftoversOf({ name: test, options }: TestInfo, leftovers: readonly Leftover[]): MockHostError[] {
  if (leftovers.length === 0 || !options.failOn.includes('leftovers')) return []
  const rows = leftovers.map(({ name, osId, library }) => [name === '' ? '–' : name, String(osId), library] as const)
  const error = new MockHostError({
    code: 'LEFTOVER_THREADS',
    message: `In the test "${test}" ${count(leftovers.length, 'thread')} of the plugin outlived destroy.`,
    details: [['threads', `\n${formatTable(columns, rows)}`]],
    fix: "stop and join every thread in destroy; image: 'test' keeps the calls of such threads out of later tests",
  })
  return [error]
}

/** What the run's output says of it. */
export function describeLeftover({ name, osId, library }: Leftover): string {
  const thread = name === '' ? `an unnamed thread (${osId})` : `the thread "${name}" (${osId})`
  return `${thread} of ${library} outlived destroy`
}
