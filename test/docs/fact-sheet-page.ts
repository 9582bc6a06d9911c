import { slots } from '../../src/abi/slots.js'
import { behaviourOf, profiles } from '../../src/host/profile.js'
import { ruleCatalogue, violationRules } from '../../src/host/rules/catalogue.js'
import { anchorOf } from './anchors.js'
import type { Fact, Section } from './fact.js'
import { markCode, markNames } from './mark-code.js'
import { printTable } from './markdown-table.js'

/** The text of docs/fact-sheet.md. */
export function makePage(sections: readonly Section[]): string {
  const facts = sections.flatMap((section) => section.facts)
  const modelled = facts.filter((fact) => 'file' in fact)
  return [
    '# Fact sheet',
    '',
    'What the app asks of a plugin and does for it, section by section, and which of it osaurus-mockhost models: the test',
    'that proves it, or why it is open. The numbers of the sections are those that messages and sources name.',
    '',
    `${modelled.length} of ${facts.length} rules are modelled. This page is made by \`npm run docs:facts\`, out of \`test/docs/facts/\`, the table of`,
    'profiles and the catalogue of violations.',
    '',
    'The facts are those of the ABI of version 6, read in the sources of the app (`osaurus-ai/osaurus` on GitHub) of mid-2026: the host',
    'table mostly at commit `793cc5b0`, the Swift kit at `08d2147a`. What is newer than that was not seen.',
    '',
    '- [Slots by profile](#slots-by-profile) · [Violations](#violations)',
    ...sections.map(({ number, name }) => `- [${number} ${name}](#${anchorOf(`${number} ${name}`)})`),
    '',
    ...printProfiles(),
    ...printViolations(),
    ...sections.flatMap(printSection),
  ].join('\n')
}

function printProfiles(): string[] {
  const rows = slots.map(({ name, since }) => [
    `\`${name}\``,
    `v${since}`,
    ...profiles.map((profile) => behaviourOf(name, profile)),
  ])
  return [
    '## Slots by profile',
    '',
    'What a slot does when nothing was prepared for it. All but NULL pointers record the call; a slot that is newer than the',
    '`abiVersion` of the host is a NULL pointer too.',
    '',
    ...printTable(['Slot', 'Since', ...profiles.map((profile) => `\`'${profile}'\``)], rows),
    '',
  ]
}

function printViolations(): string[] {
  const rows = violationRules.map((rule) => {
    const { sentence, section = '–', fix, profiles: looked } = ruleCatalogue[rule]
    return [
      `[${rule}](violations/${rule}.md)`,
      markCode(sentence),
      section,
      markCode(fix),
      looked.length === profiles.length ? 'all' : looked.join(', '),
    ]
  })
  return [
    '## Violations',
    '',
    'The rules that `host.violations` looks for. Without a section: rules of this package, about the test itself.',
    '',
    ...printTable(['Rule', 'What it demands', 'Section', 'To fix', 'Profiles'], rows),
    '',
  ]
}

function printSection({ number, name, facts }: Section): string[] {
  return [`## ${number} ${name}`, '', ...facts.map(printFact), '']
}

function printFact(fact: Fact): string {
  const rule = markNames(fact.rule)
  const sentence = rule.charAt(0).toUpperCase() + rule.slice(1)
  if (!('file' in fact)) return `- ☐ ${sentence}. _Open: ${fact.reason}._`
  return `- ☑ ${sentence}. [${fact.title}](../${fact.file})`
}
