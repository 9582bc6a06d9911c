import { MockHostError } from '../errors/mockhost-error.js'
import type { Leftover } from '../native/install-context.js'
import { count } from '../report/print-value.js'
import { type Column, formatTable } from '../report/table.js'
import type { TestInfo } from './contract.js'

const columns: readonly Column[] = [{ title: 'thread' }, { title: 'OS id', align: 'right' }, { title: 'library' }]

/** The threads that the options do not allow to live on. */
export function unwantedLeftovers({ options }: TestInfo, leftovers: readonly Leftover[]): readonly Leftover[] {
  const allowed = (options.allowLeftovers ?? []).map(patternOf)
  return leftovers.filter(({ name }) => !allowed.some((pattern) => pattern.test(name)))
}

/** `*` stands for any text, all else for itself. */
function patternOf(text: string): RegExp {
  const parts = text.split('*').map((part) => part.replaceAll(/[\\^$.|?+()[\]{}]/g, '\\$&'))
  return new RegExp(`^${parts.join('.*')}$`, 's')
}

/** Why a test fails whose plugins left threads behind: an error, if `failOn` asks for it. */
export function leftoversOf({ name: test, options }: TestInfo, leftovers: readonly Leftover[]): MockHostError[] {
  if (leftovers.length === 0 || !options.failOn.includes('leftovers')) return []
  const rows = leftovers.map(({ name, osId, library }) => [name === '' ? '–' : name, String(osId), library] as const)
  const error = new MockHostError({
    code: 'LEFTOVER_THREADS',
    message: `In the test "${test}" ${count(leftovers.length, 'thread')} of the plugin outlived destroy.`,
    details: [['threads', `\n${formatTable(columns, rows)}`]],
    fix: "stop and join every thread in destroy; allowLeftovers: ['name'] allows one; image: 'test' keeps its calls out of later tests",
  })
  return [error]
}

/** What the run's output says of it. */
export function describeLeftover({ name, osId, library }: Leftover): string {
  const thread = name === '' ? `an unnamed thread (${osId})` : `the thread "${name}" (${osId})`
  return `${thread} of ${library} outlived destroy`
}
