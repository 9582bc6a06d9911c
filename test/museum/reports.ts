import { isViolationRule } from '../../src/host/rules/catalogue.js'
import type { TestOutcome } from '../runners/project.js'

/** What a test failed with, in order of the names: `['CALL_AFTER_DESTROY', 'toSucceed']`. */
export function reportsOf({ messages }: Pick<TestOutcome, 'messages'>): readonly string[] {
  return [...new Set(messages.flatMap((message) => readReports(message)))].sort()
}

/** A message that fits none of them is a report of its own: nothing is overlooked. */
function readReports(message: string): readonly string[] {
  const text = withoutStack(message)
  const [, code] = /^MockHostError: ([A-Z_]+):/.exec(text) ?? []
  if (code === 'VIOLATIONS') return rulesIn(text)
  const [, matcher] = /^Error: expect\(\w+\)\.(?:not\.)?(\w+)\(/.exec(text) ?? []
  return [code ?? matcher ?? text]
}

/** The table of violations has a row for each: the number of its call, if it has one, and the rule. */
function rulesIn(text: string): readonly string[] {
  const words = [...text.matchAll(/^ +(?:\S+ +)?([A-Z][A-Z0-9_]+)\b/gm)].map(([, word]) => word)
  return words.filter(isViolationRule)
}

/** Messages without what differs from run to run, machine to machine and runner to runner. */
export function normalise({ messages }: Pick<TestOutcome, 'messages'>): string {
  return messages.map((message) => normaliseText(withoutStack(message)).trimEnd()).join('\n\n')
}

/** One text without them. */
export function normaliseText(text: string): string {
  return text
    .replaceAll(/\.(so|dylib)\b/g, '.<ending>')
    .replaceAll(/0x[0-9a-f]+/g, '<address>')
    .replaceAll(/\b(thread|install|background|host) \d+/g, '$1 <id>')
    .replaceAll(/\b\d+ (?="[\w-]+" )/g, '<id> ')
    .replaceAll(/\b\d+ (?= lib)/g, '<os id> ')
    .replaceAll(/'([^'\n]{8})[^'\n]*…[^'\n]*'/g, "'$1…'") // How much is cut depends on the width of the table.
    .replaceAll(/(\S) {2,}/g, '$1  ')
    .replaceAll(/\n+journal {2}\S+/g, '') // Jest alone says so in the message.
    .replaceAll(/ +$/gm, '')
}

function withoutStack(message: string): string {
  return message.replace(/\n +at [\s\S]*$/, '')
}
