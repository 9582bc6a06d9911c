import fc from 'fast-check'

/** SQL that opens the file of that name when nobody forbids it, and the parameters it needs. */
export interface AttachVariant {
  readonly sql: string
  readonly params: readonly string[]
  /** `'file'`: attaches it, or writes it (VACUUM INTO); `'detach'`: closes the database `other`. */
  readonly does: 'attach' | 'vacuum' | 'detach'
}

const blank = fc.constantFrom(
  ...[
    ' ',
    '\n',
    '\t',
    '\r\n',
    '\f',
    ' \v',
    '/**/',
    '/* a */',
    '/*/ */',
    '/* ; -- */',
    '-- a\n',
    '--\n',
    ' -- /*\n',
    "/* ' */",
  ],
)
const gap = fc.array(blank, { minLength: 1, maxLength: 3 }).map((some) => some.join(''))
const start = fc
  .array(fc.oneof(blank, fc.constantFrom(';', '\ufeff', '; ;', ' \ufeff ')), { maxLength: 4 })
  .map((some) => some.join(''))
const end = fc.constantFrom('', ';', ' ', '/* a', '-- a', '; SELECT 1', ';;')

/** A word in any mixture of cases. */
function anyCase(word: string): fc.Arbitrary<string> {
  return fc
    .array(fc.boolean(), { minLength: word.length, maxLength: word.length })
    .map((upper) => [...word].map((letter, at) => (upper[at] ? letter.toUpperCase() : letter.toLowerCase())).join(''))
}

type Target = readonly [text: string, ...params: string[]]

/** Ways to name a file. */
function target(file: string): fc.Arbitrary<Target> {
  const half = Math.floor(file.length / 2)
  const bytes = Buffer.from(file)
  return fc.constantFrom<Target[]>(
    [`'${file}'`],
    [`('${file}')`],
    [`"${file}"`],
    [`('${file.slice(0, half)}'||/**/'${file.slice(half)}')`],
    [`char(${[...bytes].join(',')})`],
    [`CAST(x'${bytes.toString('hex')}' AS TEXT)`],
    [`'file:${file}'`.replace('file:', '')],
    ['?', file],
    ['?1', file],
    [':file', file],
    ['@file', file],
    ['$f::g(h)', file],
  )
}

const name = fc.constantFrom('other', '"other"', '[other]', '`other`', "'other'")

function attach(file: string): fc.Arbitrary<AttachVariant> {
  return fc
    .tuple(
      start,
      anyCase('attach'),
      gap,
      fc.boolean(),
      anyCase('database'),
      gap,
      target(file),
      gap,
      anyCase('as'),
      gap,
      name,
      end,
    )
    .map(([head, verb, gap1, hasNoun, noun, gap2, [text, ...params], gap3, as, gap4, schema, tail]) => ({
      sql: `${head}${verb}${gap1}${hasNoun ? `${noun}${gap2}` : ''}${text}${gap3}${as}${gap4}${schema}${tail}`,
      params,
      does: 'attach',
    }))
}

function vacuum(file: string): fc.Arbitrary<AttachVariant> {
  return fc
    .tuple(start, anyCase('vacuum'), gap, fc.boolean(), gap, anyCase('into'), gap, target(file), end)
    .map(([head, verb, gap1, hasSchema, gap2, into, gap3, [text, ...params], tail]) => ({
      sql: `${head}${verb}${gap1}${hasSchema ? `main${gap2}` : ''}${into}${gap3}${text}${tail}`,
      params,
      does: 'vacuum',
    }))
}

const detach: fc.Arbitrary<AttachVariant> = fc
  .tuple(start, anyCase('detach'), gap, fc.boolean(), anyCase('database'), gap, name, end)
  .map(([head, verb, gap1, hasNoun, noun, gap2, schema, tail]) => ({
    sql: `${head}${verb}${gap1}${hasNoun ? `${noun}${gap2}` : ''}${schema}${tail}`,
    params: [],
    does: 'detach',
  }))

/** Spellings of ATTACH, VACUUM INTO and DETACH, all of which SQLite understands. */
export function arbitraryAttach(file: string): fc.Arbitrary<AttachVariant> {
  return fc.oneof(
    { weight: 6, arbitrary: attach(file) },
    { weight: 2, arbitrary: vacuum(file) },
    { weight: 1, arbitrary: detach },
  )
}
