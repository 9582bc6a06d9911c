import { readFileSync } from 'node:fs'
import path from 'node:path'
import { catalogue } from '../museum/catalogue.js'
import type { Piece } from '../museum/piece.js'
import { printTable } from './markdown-table.js'

const museum = path.join(import.meta.dirname, '../fixtures/plugins/museum')
const messages = path.join(import.meta.dirname, '../museum/messages')

/** Defects of one kind. The first is shown with its test and its whole message. */
export interface Family {
  readonly title: string
  readonly names: readonly string[]
}

export const families: readonly Family[] = [
  {
    title: 'Strings of the host',
    names: ['double_free', 'own_free', 'leaked_answer', 'foreign_free'],
  },
  {
    title: 'A host table that is not the one of the app',
    names: ['skipped_slot', 'newer_slot'],
  },
  {
    title: 'The library and its table',
    names: [
      'no_destroy',
      'no_free_string',
      'no_invoke',
      'short_table',
      'no_version',
      'misnamed_entry',
      'exact_version',
      'no_handle_route',
      'token_to_start',
    ],
  },
  {
    title: 'The manifest',
    names: [
      'duplicate_tool',
      'empty_tool',
      'duplicate_route',
      'empty_route',
      'route_in_web',
      'id_mismatch',
      'unknown_auth',
      'manifest_in_file',
    ],
  },
  {
    title: 'Config and agents',
    names: [
      'config_from_thread',
      'token_in_init',
      'shared_cache',
      'registers_again',
      'empty_token',
      'huge_setting',
      'null_value',
    ],
  },
  {
    title: 'Threads and the end of a plugin',
    names: ['endless_thread', 'late_goodbye', 'never_unlocks', 'dispatch_from_thread'],
  },
  {
    title: 'What a plugin asks of the host',
    names: ['no_method', 'unescaped_request', 'agent_in_request', 'named_params', 'reserved_slot', 'call_in_entry'],
  },
  { title: 'Logs', names: ['syslog_level', 'text_payload', 'cut_text'] },
  {
    title: 'What a plugin answers',
    names: ['error_without_ok', 'pretty_envelope', 'null_answer', 'route_without_status'],
  },
]

/** The page `docs/what-it-catches.md`. */
export function makeMuseumPage(): string {
  return [
    '# What it catches',
    '',
    'Every defect below was planted into a small plugin in C (`test/fixtures/plugins/museum`). The test suite runs each',
    'plugin in Vitest and in Jest, with and without its defect: the broken one fails its test with the report that stands',
    'here and no other, the mended one passes. The texts are those of the last run; addresses and ids are blanked out.',
    'This page is made by `npm run docs`.',
    '',
    ...families.flatMap(makeFamily),
  ].join('\n')
}

function makeFamily({ title, names }: Family): string[] {
  const pieces = names.map(findPiece)
  const [first] = pieces
  if (first === undefined) return []
  return [
    `## ${title}`,
    '',
    ...printTable(
      ['Defect', 'Reported as'],
      pieces.map((piece) => [defectOf(piece), piece.caughtBy.map((report) => `\`${report}\``).join(', ')]),
    ),
    '',
    `A test of the first one${optionsOf(first)}`,
    '',
    '```ts',
    ...first.test
      .trim()
      .split('\n')
      .map((line) => line.replace(/^ {2}/, '')),
    '```',
    '',
    '```text',
    readFileSync(path.join(messages, `${first.name}.txt`), 'utf8').trimEnd(),
    '```',
    '',
  ]
}

function optionsOf({ options }: Piece): string {
  return options === undefined ? ':' : `, with \`${JSON.stringify(options).replaceAll('"', "'")}\`:`
}

function findPiece(name: string): Piece {
  const piece = catalogue.find((one) => one.name === name)
  if (piece === undefined) throw new Error(`no piece ${name} in the museum`)
  return piece
}

/** What the comment at the head of the plugin says is wrong: all after its name and what it does. */
function defectOf({ name }: Piece): string {
  const source = readFileSync(path.join(museum, name, `${name}.c`), 'utf8')
  const [, comment = ''] = /^\/\*([\s\S]*?)\*\//.exec(source) ?? []
  const text = comment
    .replace(/\s*\n \*\s?/g, ' ')
    .trim()
    .replace(/^\w+: /, '')
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}`.replaceAll('|', '\\|').replace(/ \((?:\w+\.h)\)/g, '')
}
