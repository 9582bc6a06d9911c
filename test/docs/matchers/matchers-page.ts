import type { MockHostMatchers } from '../../../matchers/types.js'
import { type Member, type Parameter, readInterface } from '../docstrings.js'
import { printTable } from '../markdown-table.js'

const source = 'matchers/types.ts'

/** The matchers by what they look at, in the order of the page. */
export const groups: Readonly<Record<string, readonly (keyof MockHostMatchers)[]>> = {
  'What the plugin logged': ['toHaveLogged', 'toHaveLoggedFrom'],
  'What it did with config': [
    'toHaveWrittenConfig',
    'toHavePersistedConfig',
    'toHaveDeletedConfig',
    'toHaveReadConfig',
  ],
  'What it asked for': ['toHaveRequestedHTTP', 'toHaveRequestedCompletion', 'toHaveDispatched', 'toHaveExecutedSQL'],
  'Any call': ['toHaveCalledHost', 'toHaveCalledHostTimes', 'toHaveCalledHostInOrder'],
  'Rules of the host': ['toHaveViolations', 'toHaveDroppedCalls', 'toHaveFreedEveryString'],
  'What a tool returned': ['toSucceed', 'toFailWith'],
  'A manifest': ['toBeAValidManifest'],
  'How a call ends': ['toCrash', 'toExit', 'toHang'],
}

/** What types of arguments mean; those of objects are listed with their fields. */
const types: Readonly<Record<string, string>> = {
  'WordPattern<T>':
    'one of the words of `T`, any other text, which has to be equal, a RegExp, or an asymmetric matcher',
  TextPattern: 'a string, which has to be equal, a RegExp, or an asymmetric matcher (`expect.stringContaining(…)`)',
  ThreadSelector:
    "`'install'` (a callback, or the test), `'background'` (any thread of the plugin), the name of a thread or a RegExp for it, its id, or a thread of `host.threads`",
  SlotName: 'the name of a slot, as in C: [all slots](fact-sheet.md#slots-by-profile)',
  ViolationRule: 'the name of a rule: [all rules](fact-sheet.md#violations)',
  FailureKind: "the kind of a failure as the app names it: `'invalid_args'`, `'timeout'`, `'unavailable'` and so on",
}

/** The text of docs/matchers.md. */
export function makeMatchersPage(failures: ReadonlyMap<string, string>): string {
  const members = readInterface(source, 'MockHostMatchers')
  const find = (name: string) => members.find((member) => member.name === name) ?? missing(name)
  return [
    '# Matchers',
    '',
    'What `expect(…)` can ask, in Vitest and in Jest. This page is made by `npm run docs` out of the docstrings of the',
    `matchers (\`${source}\`); the failures are those of real assertions.`,
    '',
    ...Object.entries(groups).map(([title, names]) => `- ${title}: ${names.map(linkTo).join(' · ')}`),
    '',
    'All of them look at what was recorded up to now: to wait for a thread of the plugin, `await host.until(…)` first.',
    'Using a matcher wrongly throws, under `.not` as well; so does asking for what the host cannot know (`CANNOT_TELL`): with a',
    'full journal what was found is told, but neither that something is missing, nor how often it came.',
    '',
    'All but the three that are awaited may stand where a value is expected: `expect.toSucceed()`. Objects compare as subsets:',
    'fields that are not named may be anything. Where an object is expected and the plugin sent text, the text is read as JSON.',
    '',
    'Asymmetric matchers may stand at any depth, and compare what is in them by the same rules. Where the plugin sent text',
    'that holds a JSON object or array:',
    '',
    '- `expect.objectContaining`, `expect.arrayContaining` and `expect.arrayOf` are asked about the object or array;',
    '- `expect.stringContaining` and `expect.stringMatching` are asked about the text;',
    '- any other one (`expect.any`, `expect.anything`, `expect.schemaMatching`, those of `expect.extend`) is asked about both,',
    '  and matches if one of the two is a match. A matcher that throws for one of them is taken at its answer for the other;',
    '- one of `expect.not` is the opposite: it matches where the one without `not` does not (`closeTo` asks for a number',
    '  in any case). So `expect.not.objectContaining({ password: "x" })` does not match the text of an object that has it.',
    '',
    'The types of the arguments:',
    '',
    ...Object.entries(types).map(([name, meaning]) => `- \`${name}\`: ${meaning}`),
    '',
    ...Object.entries(groups).flatMap(([title, names]) => [
      `## ${title}`,
      '',
      ...names.flatMap((name) => printMatcher(find(name), failures.get(name) ?? missing(name))),
    ]),
  ].join('\n')
}

function missing(name: string): never {
  throw new Error(`${name} is not documented`)
}

function linkTo(name: string): string {
  return `[${name}](#${name.toLowerCase()})`
}

function printMatcher(member: Member, failure: string): string[] {
  const { name, parameters, doc, examples } = member
  return [
    `### ${name}`,
    '',
    `\`${name}(${parameters.map(printParameter).join(', ')})\``,
    '',
    ...doc.flatMap((paragraph) => [paragraph, '']),
    ...parameters.flatMap(printFields),
    '<!-- sample: only-types -->',
    '',
    '```ts',
    ...examples.join('\n').split('\n'),
    '```',
    '',
    'When it fails:',
    '',
    '```text',
    failure,
    '```',
    '',
  ]
}

function printParameter({ name, type, isOptional }: Parameter): string {
  return `${name}${isOptional ? '?' : ''}: ${type.replace(/^Omit<(\w+),.*>$/, '$1')}`
}

/** The fields of an argument that is an interface of its own. */
function printFields({ name, type }: Parameter): string[] {
  const [, left = '', omitted = ''] = /^(?:Omit<)?(\w+Expectation)(?:, (.*)>)?$/.exec(type) ?? []
  if (left === '') return []
  const fields = readInterface(source, left).filter((field) => !omitted.includes(`'${field.name}'`))
  const rows = fields.map((field) => [
    `\`${field.name}\``,
    `\`${field.type.replaceAll('|', '\\|')}\``,
    field.doc.join(' ').replace(/ (?:Not o|O)f `to\w+`(?: alone)?\./, ''),
  ])
  return [...printTable([`Of \`${name}\``, 'Type', 'Meaning'], rows), '']
}
