import { basename } from 'node:path'
import { MockHostError } from '../errors/mockhost-error.js'
import type { LeftFile, Leftover } from '../native/install-context.js'
import { count } from '../report/print-value.js'
import { type Column, formatTable } from '../report/table.js'
import type { TestInfo } from './contract.js'

const fileColumns: readonly Column[] = [{ title: 'file' }, { title: '' }, { title: 'library' }]
const columns: readonly Column[] = [{ title: 'thread' }, { title: 'OS id', align: 'right' }, { title: 'library' }]

/** Why a test fails whose plugins left threads behind: an error, if `failOn` asks for it. */
export function leftoversOf({ name: test, options }: TestInfo, leftovers: readonly Leftover[]): MockHostError[] {
  if (leftovers.length === 0 || !options.failOn.includes('leftovers')) return []
  const rows = leftovers.map(({ name, osId, library }) => [name === '' ? '–' : name, String(osId), library] as const)
  const error = new MockHostError({
    code: 'LEFTOVER_THREADS',
    message: `In the test "${test}" ${count(leftovers.length, 'thread')} of the plugin outlived destroy.`,
    details: [['threads', `\n${formatTable(columns, rows)}`]],
    fix: "stop and join every thread in destroy; allowLeftovers: { 'name-*': 'reason' } lets a pool live that is meant to",
  })
  return [error]
}

/** Where a file was found. */
const hows = { open: 'open still', artifact: 'in host.artifacts' } as const

/** The same of files: two plugins of one test may have left the same. */
export function leftFilesOf(info: TestInfo, files: readonly LeftFile[]): MockHostError[] {
  const left = withoutAllowed(info, files, ({ path }) => [path, basename(path)])
  const byPath = [...new Map(left.map((file) => [file.path, file])).values()]
  if (byPath.length === 0) return []
  const rows = byPath.map(({ path, how, library }) => [path, hows[how], library] as const)
  const error = new MockHostError({
    code: 'LEFTOVER_FILES',
    message: `In the test "${info.name}" ${count(byPath.length, 'file')} of the plugin outlived destroy.`,
    details: [['files', `\n${formatTable(fileColumns, rows)}`]],
    fix: "close and remove files in destroy; what the test itself has open, close there; allowLeftovers: { '*.log': 'reason' } lets one be",
  })
  return [error]
}

/** Without those that `allowLeftovers` has a pattern for. */
export function withoutAllowed<Left>(
  { options }: TestInfo,
  left: readonly Left[],
  namesOf: (left: Left) => readonly string[],
): readonly Left[] {
  const patterns = Object.keys(options.allowLeftovers ?? {}).map(patternOf)
  return left.filter((one) => !namesOf(one).some((name) => patterns.some((pattern) => pattern.test(name))))
}

/** A star stands for any text. */
function patternOf(text: string): RegExp {
  const parts = text.split('*').map((part) => part.replaceAll(/[\\^$.*+?()[\]{}|]/g, '\\$&'))
  return new RegExp(`^${parts.join('.*')}$`, 's')
}

/** What the run's output says of it. */
export function describeLeftover({ name, osId, library }: Leftover): string {
  const thread = name === '' ? `an unnamed thread (${osId})` : `the thread "${name}" (${osId})`
  return `${thread} of ${library} outlived destroy`
}
