import { printTable } from '../docs/markdown-table.js'
import { type Cell, type Limit, projectName } from './cell.js'
import type { CellResult } from './results.js'
import { expected } from './test-files.js'
import { jest, nodes, transforms, vitests } from './versions.js'

/** What is known of a cell; nothing before it was run. */
export type ResultOf = (cell: Cell) => CellResult | undefined

/** A cell with what it says in its table. */
interface PrintedCell {
  readonly cell: Cell
  readonly text: string
}

/** The page `docs/compatibility.md`. */
export function makePage(cells: readonly Cell[], resultOf: ResultOf): string {
  const limits = [...new Map(cells.flatMap(({ limit }) => (limit ? [[limit.reason, limit]] : []))).values()]
  const printed = cells.map((cell) => ({ cell, text: textOf(cell, resultOf(cell), limits) }))
  const of = (table: Cell['table']) => printed.filter(({ cell }) => cell.table === table)
  return [
    ...head(cells, resultOf),
    '## Vitest',
    '',
    'By pool; isolated, as Vitest does by default, or with `isolate: false`.',
    '',
    ...tableOfRuns(of('Vitest')),
    '',
    '## Jest',
    '',
    'In band (`-i`), in worker processes (`-w 2`), in worker threads (`-w 2 --workerThreads`).',
    '',
    ...tableOfRuns(of('Jest')),
    '',
    '## Features',
    '',
    'By the versions of Node that they work on, in the pool that Vitest has by default; Jest mostly in band. Jest merges no',
    'reports: those of its shards are counted together. A dash: the runner has no such thing.',
    '',
    ...tableOfFeatures(of('features')),
    '',
    ...footnotes(limits),
  ].join('\n')
}

function textOf({ limit }: Cell, result: CellResult | undefined, limits: readonly Limit[]): string {
  if (limit) return `no [^${limits.findIndex(({ reason }) => reason === limit.reason) + 1}]`
  if (result === undefined) return 'not run'
  return result.wrong.length === 0 ? 'yes' : '**fails**'
}

function head(cells: readonly Cell[], resultOf: ResultOf): string[] {
  const run = cells.filter(({ limit }) => limit === undefined)
  const results = run.flatMap((cell) => resultOf(cell) ?? [])
  const green = results.filter(({ wrong }) => wrong.length === 0).length
  const [first, ...later] = [...new Set(results.map(({ date }) => date))].sort()
  const { passed, failed, files } = expected
  return [
    '# Compatibility',
    '',
    '<!-- Written by `npm run matrix`: do not edit. -->',
    '',
    `**${green} of ${run.length} cells are green**: ${[first, ...later.slice(-1)].join(' to ')}, ${process.platform} ${process.arch}.`,
    '',
    'A cell is a real project in a path with a space and an umlaut, with the packed package. In most cells it runs',
    `${passed + failed} tests in ${files} files, on hosts, matchers, threads of the plugin, serialised and concurrent tests, \`hostOptions\` and`,
    `fake timers: ${passed} must pass, and ${failed} must fail with the message of this package. Where a mode promises processes or`,
    'threads, the files must have run in several.',
    '',
    `- Node ${nodes.map((node) => nodeVersions(cells, node, resultOf)).join(', ')}`,
    `- Vitest ${vitests.join(', ')}`,
    `- Jest ${jest}, with ${transformers().join(', ')}`,
    '',
  ]
}

function nodeVersions(cells: readonly Cell[], node: number, resultOf: ResultOf): string {
  const versions = cells.filter((cell) => cell.node === node).flatMap((cell) => resultOf(cell)?.nodeVersion ?? [])
  return [...new Set(versions)].map((version) => version.replace(/^v/, '')).join(' and ') || String(node)
}

function transformers(): string[] {
  return Object.values(transforms)
    .flatMap((packages) => Object.entries(packages))
    .filter(([name]) => !name.startsWith('@types/'))
    .map(([name, version]) => `${name} ${version}`)
}

/** A row for each Node and runner. */
function tableOfRuns(printed: readonly PrintedCell[]): string[] {
  const rows = group(printed, ({ cell }) => `Node ${cell.node}\n${projectName(cell.project)}`)
  const columns = group(printed, ({ cell }) => cell.column)
  const texts = [...rows].map(([titles, row]) => [...titles.split('\n'), ...row.map(({ text }) => text)])
  return printTable(['Node', 'Runner', ...columns.keys()], texts)
}

/** A row for each feature; in its columns the versions of Node. */
function tableOfFeatures(printed: readonly PrintedCell[]): string[] {
  const rows = group(printed, ({ cell }) => cell.column)
  const columns = [...group(printed, ({ cell }) => runnerName(cell)).keys()]
  const texts = [...rows].map(([feature, row]) => [
    feature,
    ...columns.map((column) => listNodes(row.filter(({ cell }) => runnerName(cell) === column))),
  ])
  return printTable(['Feature', ...columns], texts)
}

function runnerName({ project }: Cell): string {
  return project.runner === 'jest' ? `Jest ${jest}` : projectName(project)
}

/** Versions of Node; with what is to be said where that is not "yes". */
function listNodes(printed: readonly PrintedCell[]): string {
  if (printed.length === 0) return '–'
  return printed.map(({ cell, text }) => (text === 'yes' ? `${cell.node}` : `${cell.node}: ${text}`)).join(', ')
}

/** What has the same name, by that name, in the order of the first of each. */
function group(printed: readonly PrintedCell[], nameOf: (one: PrintedCell) => string): Map<string, PrintedCell[]> {
  const groups = new Map<string, PrintedCell[]>()
  for (const one of printed) groups.set(nameOf(one), [...(groups.get(nameOf(one)) ?? []), one])
  return groups
}

function footnotes(limits: readonly Limit[]): string[] {
  return limits.map(({ reason, reference }, at) => `[^${at + 1}]: ${reason}: <${reference}>\n`)
}
