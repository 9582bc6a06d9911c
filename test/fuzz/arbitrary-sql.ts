import fc from 'fast-check'

/** A parameter as a plugin writes it, and what has to be bound for it. */
export interface FuzzedParameter {
  readonly json: string
  readonly bound: null | number | bigint | string
}

/** One call of a storage slot. */
export interface FuzzedCall {
  readonly slot: 'exec' | 'query'
  readonly sql: string
  readonly params: string | null
  /** What has to be bound, by place. */
  readonly bound: readonly FuzzedParameter['bound'][]
}

const whole = fc.oneof(
  fc.bigInt({ min: -20n, max: 20n }),
  fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }),
  fc.constantFrom(-(2n ** 63n), 2n ** 63n - 1n, 2n ** 53n + 1n, -(2n ** 53n) - 1n),
)
// No positive number below 2^-52: @photostructure/sqlite binds those as 0.
const fraction = fc
  .double({ noNaN: true, noDefaultInfinity: true })
  .filter((value) => !Number.isInteger(value) && (value < 0 || value >= 2 ** -52))
const text = fc.oneof(
  fc.constantFrom('', 'a', 'B', "it's", '?', ':a', '"', '\\', '\n', '5', '1.5'),
  fc.string({ unit: 'grapheme', maxLength: 4 }),
)

function as(json: string, bound: FuzzedParameter['bound']): FuzzedParameter {
  return { json, bound }
}

const parameter: fc.Arbitrary<FuzzedParameter> = fc.oneof(
  whole.map((value) => as(String(value), value)),
  fraction.map((value) => as(JSON.stringify(value), value)),
  text.map((value) => as(JSON.stringify(value), value.split('\0')[0] ?? '')),
  fc.constantFrom(
    as('null', null),
    as('true', 1n),
    as('false', 0n),
    as('1.0', 1n),
    as('-0.0', 0n),
    as('1e2', 100n),
    as('9223372036854775808', 2 ** 63),
    as('-1e300', -1e300),
    as('"a\\u0000b"', 'a'),
    as('[ 1, "a" ]', '[1,"a"]'),
    as('{"b":1,"a":[9007199254740993]}', '{"a":[9007199254740993],"b":1}'),
  ),
)

const params: fc.Arbitrary<Pick<FuzzedCall, 'params' | 'bound'>> = fc.oneof(
  { weight: 6, arbitrary: fc.array(parameter, { maxLength: 5 }).map(toArray) },
  {
    weight: 1,
    arbitrary: fc.constantFrom(null, '', '{"a":1}', '5', 'no json').map((params) => ({ params, bound: [] })),
  },
)

function toArray(values: readonly FuzzedParameter[]) {
  return { params: `[${values.map(({ json }) => json).join(', ')}]`, bound: values.map(({ bound }) => bound) }
}

// Without `$a::b(c)`: the second SQLite is built without variables of Tcl.
const placeholder = fc.constantFrom(...['?', '?', '?', '?1', '?3', '?02', ':a', ':b', '@a', '$a', '#b', ':ä'])
const literal = fc.oneof(
  whole.map((value) => (value === -(2n ** 63n) ? '(-9223372036854775807 - 1)' : `(${value})`)),
  fc.constantFrom(
    'NULL',
    '1.5',
    '1e20',
    '1e-7',
    '9e999',
    '0.1',
    '-0.0',
    '100.0',
    '9007199254740993.0',
    "x''",
    "x'00ff'",
  ),
  text.map((value) => `'${value.replaceAll("'", "''").replaceAll('\0', '')}'`),
)
// Nothing in double quotes: the second SQLite is built without texts in them.
const column = fc.constantFrom('a', 'b', 'c', 't.a', '[c]', '`a`', 'rowid', 'a', 'b')
const constant = fc.oneof(placeholder, literal)
const leaf = fc.oneof({ weight: 3, arbitrary: constant }, { weight: 1, arbitrary: column })

/** Expressions with such leaves. */
function expressionOf(leaf: fc.Arbitrary<string>): fc.Arbitrary<string> {
  return fc.letrec<{ expression: string }>((tie) => ({
    expression: fc.oneof(
      { maxDepth: 3, withCrossShrink: true },
      { weight: 4, arbitrary: leaf },
      {
        weight: 2,
        arbitrary: fc
          .tuple(
            tie('expression'),
            fc.constantFrom('+', '-', '*', '/', '%', '||', '=', '<', 'IS', 'AND', '|', '/*?*/+'),
            tie('expression'),
          )
          .map(([left, operator, right]) => `(${left} ${operator} ${right})`),
      },
      {
        weight: 2,
        arbitrary: fc
          .tuple(fc.constantFrom('abs', 'typeof', 'length', 'hex', 'upper', 'sum', 'nothing'), tie('expression'))
          .map(([name, argument]) => `${name}(${argument})`),
      },
      {
        weight: 1,
        arbitrary: fc.tuple(tie('expression'), tie('expression')).map(([one, other]) => `coalesce(${one}, ${other})`),
      },
    ),
  })).expression
}

const expression = expressionOf(leaf)
const constantExpression = expressionOf(constant)
const list = listOf(expression)

function listOf(item: fc.Arbitrary<string>): fc.Arbitrary<string> {
  return fc.array(item, { minLength: 1, maxLength: 3 }).map((some) => some.join(', '))
}

const where = fc.oneof(
  fc.constant(''),
  expression.map((condition) => ` WHERE ${condition}`),
)
const returning = fc.oneof(
  { weight: 2, arbitrary: fc.constant('') },
  list.map((columns) => ` RETURNING ${columns}`),
)
const conflict = fc.constantFrom('', '', '', ' OR IGNORE', ' OR REPLACE', ' OR ROLLBACK')

const statement = fc.oneof(
  { weight: 4, arbitrary: listOf(constantExpression).map((columns) => `SELECT ${columns}`) },
  {
    weight: 4,
    arbitrary: fc
      .tuple(list, where)
      .map(([columns, condition]) => `SELECT ${columns}, * FROM t${condition} ORDER BY t.rowid`),
  },
  {
    weight: 4,
    arbitrary: fc
      .tuple(conflict, constantExpression, constantExpression, constantExpression, returning)
      .map(([or, a, b, c, columns]) => `INSERT${or} INTO t VALUES (${a}, ${b}, ${c})${columns}`),
  },
  {
    weight: 2,
    arbitrary: fc
      .tuple(conflict, expression, where, returning)
      .map(([or, value, condition, columns]) => `UPDATE${or} t SET b = ${value}${condition}${columns}`),
  },
  { weight: 1, arbitrary: where.map((condition) => `DELETE FROM t${condition}`) },
  {
    weight: 3,
    arbitrary: fc.constantFrom(
      ...[
        'BEGIN',
        'COMMIT',
        'ROLLBACK',
        'SAVEPOINT s',
        'RELEASE s',
        'ROLLBACK TO s',
        'VACUUM',
        'PRAGMA user_version = 5',
      ],
      ...[
        'PRAGMA user_version',
        'CREATE TABLE v (a)',
        'DROP TABLE v',
        'ALTER TABLE t ADD d',
        'EXPLAIN QUERY PLAN SELECT ?',
      ],
      ...[
        'CREATE TABLE w AS SELECT ?1 AS a',
        'REINDEX',
        'ANALYZE',
        'DROP TABLE t',
        "SELECT ':a', ?",
        'INSERT INTO t(a) SELECT ?',
      ],
    ),
  },
  {
    weight: 1,
    arbitrary: fc
      .array(
        fc.oneof(leaf, fc.constantFrom('SELECT', ';', 'FROM', 't', '(', ')', ',', "'", '[', '/*', '--', '*/', '*')),
        { maxLength: 6 },
      )
      .map((pieces) => pieces.join(' ')),
  },
)

const before = fc.constantFrom('', '', '', '', ' ', ';', ' ;\n; ', '-- ? a\n', '/* :a ; */', '\ufeff', '/*/ ?2 */')
const after = fc.constantFrom('', '', '', '', ';', '; SELECT :z', '; no SQL', ' -- ?', ' /* ?', ";'")

/** Statements and parameters, most of which go together. */
export const arbitraryCall: fc.Arbitrary<FuzzedCall> = fc
  .tuple(fc.constantFrom('exec' as const, 'query' as const), before, statement, after, params)
  .map(([slot, head, sql, tail, given]) => ({ slot, sql: `${head}${sql}${tail}`, ...given }))
