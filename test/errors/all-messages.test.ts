import path from 'node:path'
import { describe, expect, it } from 'vitest'
import type { Violation } from '../../src/host/contract.js'
import { formatViolations } from '../../src/report/violation-table.js'
import { normaliseText } from '../museum/reports.js'
import { libraryOf } from '../plugin/load-fixture.js'
import { codeMessages } from './code-messages.js'
import type { MessageSource } from './message-source.js'
import { quoteMessage } from './quote-message.js'
import { ruleMessages } from './rule-messages.js'

const root = path.join(import.meta.dirname, '../..')
const library = await libraryOf('chatter')

/** What all-messages.txt says of each name, by its heading. */
type Sections = Map<string, string>

// A library of another platform tells other things.
describe.runIf(process.platform === 'linux')('all-messages.txt', () => {
  const errors: Sections = new Map()
  const violations: Sections = new Map()

  it.each(Object.entries(codeMessages))('has a message of the error %s', async (code, source) => {
    const text = await textOf(source, (file) => quoteMessage(code, file))
    if (!('missing' in source)) expect(text.split(': ', 1)).toEqual([code])
    errors.set(code, text)
  })

  it.each(Object.entries(ruleMessages))('has a message of the violation %s', async (rule, source) => {
    const text = await textOf(source, (file) => quoteMessage('VIOLATIONS', file))
    if (!('missing' in source)) expect(text).toMatch(new RegExp(`^ +\\S+ +${rule}\\b`, 'm'))
    violations.set(rule, text)
  })

  // To bring it in step: npm run docs:messages
  it('is in step with them', async () => {
    const page = ['# Errors', '', ...print(errors), '# Violations', '', ...print(violations)].join('\n')
    await expect(page).toMatchFileSnapshot(path.join(import.meta.dirname, 'all-messages.txt'))
  })
})

function print(sections: Sections): string[] {
  return [...sections].flatMap(([name, text]) => [`## ${name}`, '', asInProject(text), ''])
}

async function textOf(source: MessageSource, quote: (file: string) => string): Promise<string> {
  if ('missing' in source) return `(none: ${source.missing})`
  if ('quoted' in source) return quote(source.quoted)
  const made = await make(source.made)
  return blankOut(made instanceof Error ? made.message : formatViolations(made as readonly Violation[]))
}

async function make(body: () => unknown): Promise<unknown> {
  try {
    return await body()
  } catch (error) {
    return error
  }
}

/** Without what differs from machine to machine. */
function blankOut(text: string): string {
  return normaliseText(
    text
      .replaceAll(path.dirname(library), '<folder>')
      .replaceAll(root, '/app/node_modules/osaurus-mockhost')
      .replaceAll(`${process.platform}-${process.arch}`, '<platform>')
      .replaceAll(`Node ${process.versions.node}`, 'Node <version>')
      .replaceAll(/\bhosts \d+ and \d+/g, 'hosts <id> and <id>')
      .replaceAll(/^( +)\d+(?= +log )/gm, '$1<id>'),
  )
}

/** As it reads where the package is installed, and not in this repository. */
function asInProject(text: string): string {
  return text.replaceAll(/(?<= )docs\/(?=errors|violations)/g, 'node_modules/osaurus-mockhost/docs/')
}
