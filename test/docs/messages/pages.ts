import { type ErrorCode, errorCodes } from '../../../src/errors/codes.js'
import type { ViolationRule } from '../../../src/host/contract.js'
import { profiles } from '../../../src/host/profile.js'
import { ruleCatalogue, violationRules } from '../../../src/host/rules/catalogue.js'
import { anchorOf } from '../anchors.js'
import { sections } from '../facts/index.js'
import { markCode } from '../mark-code.js'
import { printTable } from '../markdown-table.js'
import { readMessage } from './all-messages.js'
import { codeGroups, codePages } from './codes.js'
import { rulePages } from './rules.js'

const made =
  'In the examples, what differs from machine to machine stands in angle brackets. The pages are made by\n' +
  '`npm run docs:messages`, out of `test/docs/messages/`.'

/** The pages about messages: path under `docs/` to text. */
export function makePages(): ReadonlyMap<string, string> {
  const codes = Object.keys(errorCodes) as ErrorCode[]
  return new Map([
    ['errors/README.md', printErrorIndex()],
    ...codes.map((code) => [`errors/${code}.md`, printCode(code)] as const),
    ['violations/README.md', printRuleIndex()],
    ...violationRules.map((rule) => [`violations/${rule}.md`, printRule(rule)] as const),
  ])
}

function printCode(code: ErrorCode): string {
  const { happens, cure, related } = codePages[code]
  return lines(
    `# ${code}`,
    errorCodes[code],
    happens,
    '## How to fix it',
    cure,
    ...printMessage(readMessage('Errors', code)),
    printSeeAlso(related, 'All errors'),
  )
}

function printRule(rule: ViolationRule): string {
  const { sentence, fix, section } = ruleCatalogue[rule]
  const { happens, related = [] } = rulePages[rule]
  return lines(
    `# ${rule}`,
    markCode(sentence),
    happens,
    '## How to fix it',
    `${markCode(fix.charAt(0).toUpperCase() + fix.slice(1))}.`,
    `If a test is about it, say so: \`expect(host).toHaveViolations('${rule}')\`. If it has to wait, let it be with a reason:\n` +
      `\`allowViolations: { ${rule}: 'reason' }\`.`,
    ...printMessage(readMessage('Violations', rule)),
    '## Where it holds',
    `${describeProfiles(rule)} ${section === undefined ? 'It is a rule of this package, about the test itself.' : linkSections(section)}`,
    printSeeAlso(related, 'All violations'),
  )
}

function describeProfiles(rule: ViolationRule): string {
  const looked = ruleCatalogue[rule].profiles
  if (looked.length === profiles.length) return 'Looked for under every profile.'
  return `Looked for under the ${looked.length === 1 ? 'profile' : 'profiles'} ${looked.map((profile) => `\`'${profile}'\``).join(' and ')}.`
}

function linkSections(numbers: string): string {
  const links = numbers.split(', ').map((number) => {
    const name = sections.find((section) => section.number === number)?.name
    return `[${number}](../fact-sheet.md#${anchorOf(`${number} ${name}`)})`
  })
  return `What the app does: fact sheet, section ${links.join(', ')}.`
}

function printMessage(message: string | undefined): string[] {
  return message === undefined ? [] : ['## What it looks like', `\`\`\`text\n${message}\n\`\`\``]
}

function printSeeAlso(related: readonly string[], all: string): string {
  const links = related.map((name) => `[${name}](${name}.md)`)
  return `See also: ${[...links, `[${all.toLowerCase()}](README.md)`].join(', ')}.`
}

function printErrorIndex(): string {
  return lines(
    '# Errors',
    'Every error of osaurus-mockhost has a code, a sentence and a way out; its last line names the page of its code.\n' +
      'In a test, look at `error.code`; do not use `instanceof`, because a runner may load the package twice.',
    "```ts\nexpect(() => host.api).toThrow(expect.objectContaining({ code: 'NOT_INSTALLED' }))\n```",
    made,
    ...codeGroups.flatMap(({ title, about, codes }) => [
      `## ${title}`,
      ...(about === undefined ? [] : [about]),
      printTable(
        ['Code', 'What it means'],
        codes.map((code) => [link(code), errorCodes[code]]),
      ).join('\n'),
    ]),
  )
}

function printRuleIndex(): string {
  return lines(
    '# Violations',
    'The rules that `host.violations` looks for: what the ABI forbids, or what the app would lose without a word. A test fails\n' +
      "for them with `failOn: ['violations']`, by the error [VIOLATIONS](../errors/VIOLATIONS.md).",
    made,
    printTable(
      ['Rule', 'What it demands'],
      violationRules.map((rule) => [link(rule), markCode(ruleCatalogue[rule].sentence)]),
    ).join('\n'),
  )
}

function link(name: string): string {
  return `[${name}](${name}.md)`
}

function lines(...blocks: readonly string[]): string {
  return `${blocks.join('\n\n')}\n`
}
