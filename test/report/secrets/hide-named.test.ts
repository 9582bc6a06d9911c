import { describe, expect, it } from 'vitest'
import { hideNamed } from '../../../src/report/secrets/hide-named.js'
import { isSecretName } from '../../../src/report/secrets/secret-name.js'

function read(text: string): { readonly shown: string; readonly learned: readonly string[] } {
  const learned: string[] = []
  const shown = hideNamed(text, { isSecret: isSecretName, learn: (value) => learned.push(value) })
  return { shown, learned }
}

describe('a value in quotes goes to the quote that ends it', () => {
  it.each([
    ['sending {"passphrase":"correct horse battery staple"}', 'sending {"passphrase":"[secret]"}'],
    [`password = 'k3y,w;x(1)', level = 2`, `password = '[secret]', level = 2`],
    ['token := `a b`', 'token := `[secret]`'],
    [String.raw`{"token":"a \"b\" c","x":1} sent`, `{"token":"[secret]","x":1} sent`],
    [String.raw`{\"token\":\"a \\\"b\\\" c\\\\\",\"x\":1} sent`, String.raw`{\"token\":\"[secret]\",\"x\":1} sent`],
    [`SET password = 'it''s secret' WHERE id = 1`, `SET password = '[secret]' WHERE id = 1`],
    ['{"token":"one\ntwo"} sent', '{"token":"[secret]"} sent'],
    ['{"token":"cut off here\nnext line', '{"token":"[secret]\nnext line'],
    ['"Authorization": "Bearer a b"', '"Authorization": "Bearer [secret]"'],
    ['token="", level="2"', 'token="", level="2"'],
  ])('%s', (text, shown) => expect(read(text).shown).toBe(shown))

  it('and is known as it was before it was escaped', () => {
    expect(read(String.raw`{"token":"a\/\"b"} sent`).learned).toEqual(['a/"b'])
    expect(read(String.raw`{\"token\":\"a\\\"b\"} sent`).learned).toEqual(['a"b'])
  })
})

describe('a header', () => {
  it.each([
    ['Authorization: token ghp_abc123456789', 'Authorization: token [secret]'],
    ['Authorization: Bot abcdef, Accept: x', 'Authorization: Bot [secret], Accept: x'],
    ['Authorization: token\nnext', 'Authorization: [secret]\nnext'],
    ['Authorization: token "a b"', 'Authorization: token "[secret]"'],
    ['Authorization: Digest username="ada", response="6629"\nnext', 'Authorization: Digest [secret]\nnext'],
    ['Cookie: sid=abcd; sid=efgh5678\nnext', 'Cookie: [secret]\nnext'],
    [String.raw`Cookie: sid=abcd; sid=efgh5678\r\nnext`, String.raw`Cookie: [secret]\r\nnext`],
    [`curl -H 'Cookie: a="b"; c=d' -v`, `curl -H 'Cookie: [secret]' -v`],
    ['Cookie: missing in the request', 'Cookie: [secret] in the request'],
  ])('%s', (text, shown) => expect(read(text).shown).toBe(shown))
})

describe('an address', () => {
  it.each([
    ['https://ghp_abc@github.com/x', 'https://[secret]@github.com/x'],
    ['https://ada:p@ss@a.example/', 'https://ada:[secret]@a.example/'],
    ['(-https://ada:pass@a.example)', '(-https://ada:[secret]@a.example)'],
    ['https://a.example/ada@b.example', 'https://a.example/ada@b.example'],
    ['https://a.example?to=ada@b.example', 'https://a.example?to=ada@b.example'],
    ['https://a.example, ada@b.example', 'https://a.example, ada@b.example'],
  ])('%s', (text, shown) => expect(read(text).shown).toBe(shown))
})

describe('what stands for a value is none', () => {
  it.each(['password = ?1', 'password = ?, token = ?', 'token: [secret]', 'Authorization: Bearer [secret]'])(
    '%s',
    (text) => expect(read(text)).toEqual({ shown: text, learned: [] }),
  )
})

describe('a value without quotes', () => {
  it.each([
    ['session token: missing', 'session token: [secret]'],
    ['Authorization: token x', 'Authorization: token [secret]'],
    ['Authorization: Unauthorized', 'Authorization: [secret]'],
    ['postgres://postgres:postgres@db', 'postgres://postgres:[secret]@db'],
    ['Basic authentication failed', 'Basic [secret] failed'],
  ])('that may be a word is not looked for elsewhere: %s', (text, shown) => {
    expect(read(text)).toEqual({ shown, learned: [] })
  })

  it.each([
    ['token: abcdefg7', 'abcdefg7'],
    ['token: abcdEfgh', 'abcdEfgh'],
    ['https://ghp_abc123@a.example', 'ghp_abc123'],
    ['sent Bearer abcdef.gh1', 'abcdef.gh1'],
    ['token: "missing"', 'missing'],
  ])('and one that is none is: %s', (text, secret) => expect(read(text).learned).toEqual([secret]))
})

describe('long runs take time in proportion to their length', () => {
  const runs = [
    'x',
    'a.',
    'a.a-a+',
    '"',
    "'",
    '\\"',
    '\\',
    ' ',
    '\n',
    '=',
    ':',
    '://',
    '@',
    'token',
    'Bearer ',
    '://a:',
  ]
  const starts = ['', 'token=', 'token="', 'Cookie: a=', 'Authorization: Digest a=', 'https://', 'Bearer ']

  it.each(runs)('%j', (run) => {
    const started = performance.now()
    for (const start of starts) read(start + run.repeat(2e5 / run.length))
    expect(performance.now() - started).toBeLessThan(5000)
  })

  it.each(['token="a\n', `token='\ntoken="`, 'Cookie: a=b\n', `'Cookie: a=`, 'token=\\"', 'token=Bearer '])(
    '%j',
    (run) => {
      const started = performance.now()
      read(run.repeat(2e5 / run.length))
      expect(performance.now() - started).toBeLessThan(5000)
    },
  )
})
