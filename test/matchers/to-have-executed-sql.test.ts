import { describe, expect, it } from 'vitest'
import '../../matchers/register-vitest.js'
import { failureOf } from './failure.js'
import { fakeHost, refreshThread } from './fake-host.js'

const insert = 'INSERT INTO notes (text, pinned) VALUES (?, ?)'
const host = fakeHost([
  [
    'db_exec',
    ['CREATE TABLE notes (text, pinned)', null],
    { in: 'init', answer: '{"changes":0,"last_insert_rowid":0}' },
  ],
  ['db_exec', [insert, '["buy milk",true]'], { in: 'invoke', answer: '{"changes":1,"last_insert_rowid":1}' }],
  ['db_exec', [insert, '[9007199254740993,false]'], { on: refreshThread, answer: '{"error":"database is locked"}' }],
  ['db_query', ['SELECT * FROM notes WHERE text = :text', '{"text":"buy milk"}'], { on: refreshThread, answer: '{}' }],
  ['db_exec', [null, null], { refused: 'NULL_ARGUMENT', answer: null }],
])

describe('toHaveExecutedSQL', () => {
  it('passes for the SQL of both slots, whatever came of it', () => {
    expect(host).toHaveExecutedSQL('CREATE TABLE notes (text, pinned)')
    expect(host).toHaveExecutedSQL(/^insert into notes/i)
    expect(host).toHaveExecutedSQL(expect.stringContaining('SELECT'))
    expect(host).not.toHaveExecutedSQL('CREATE TABLE notes')
    expect(host).not.toHaveExecutedSQL(/DELETE/)
  })

  it('compares all parameters, as they were sent', () => {
    expect(host).toHaveExecutedSQL(insert, ['buy milk', true])
    expect(host).toHaveExecutedSQL(insert, [/milk/, expect.any(Boolean)])
    expect(host).toHaveExecutedSQL(insert, [9007199254740993n, false])
    expect(host).toHaveExecutedSQL(/SELECT/, expect.objectContaining({ text: 'buy milk' }))
    expect(host).not.toHaveExecutedSQL(insert, ['buy milk'])
    expect(host).not.toHaveExecutedSQL(insert, ['buy milk', 1])
    expect(host).not.toHaveExecutedSQL(insert, [])
  })

  it('takes no parameters for null, not for an empty array', () => {
    expect(host).not.toHaveExecutedSQL(/CREATE/, [])
    expect(host.statements.entries[0]?.params).toBeNull()
  })

  it('shows in what the nearest statement differs', () => {
    expect(failureOf(() => expect(host).toHaveExecutedSQL(insert, ['buy bread', true]))).toMatchInlineSnapshot(`
      "expect(host).toHaveExecutedSQL("INSERT INTO notes (t…nned) VALUES (?, ?)", ["buy bread", true])

      expected the host to have executed SQL "INSERT INTO notes (text, pinned) VALUES (?, ?)" with params ["buy bread", true]
      no call matches; the nearest is call 3
        params: expected ["buy bread", true], was [9007199254740993, false]

      5 calls reached host 1
          #  thread                  frame   slot      arguments
          1  install 1               init    db_exec   "CREATE TABL…xt, pinned)", NULL → '{"changes":…t_rowid":0}'
          2  install 1               invoke  db_exec   "INSERT … (?, ?)", '["buy m…",true]' → '{"chang…wid":1}'
        > 3  background 2 "refresh"  –       db_exec   "INSERT … (?, ?)", "[900719…,false]" → '{"error…ocked"}'
          4  background 2 "refresh"  –       db_query  "SELECT * FROM …E text = :text", '{"text":"buy milk"}' → "{}"
          5  install 1               –       db_exec   NULL, NULL → NULL (refused: NULL_ARGUMENT)"
    `)
  })

  it('shows the nearest SQL', () => {
    expect(failureOf(() => expect(host).toHaveExecutedSQL('CREATE TABLE note (text, pinned)'))).toMatchInlineSnapshot(`
      "expect(host).toHaveExecutedSQL("CREATE TABLE note (text, pinned)")

      expected the host to have executed SQL "CREATE TABLE note (text, pinned)"
      it executed "CREATE TABLE notes (text, pinned)" (1 letter away), "INSERT INTO notes (text, pinned) VALUES (?, ?)" and "SELECT * FROM notes WHERE text = :text"

      5 calls reached host 1
          #  thread                  frame   slot      arguments
          1  install 1               init    db_exec   "CREATE TABL…xt, pinned)", NULL → '{"changes":…t_rowid":0}'
          2  install 1               invoke  db_exec   "INSERT … (?, ?)", '["buy m…",true]' → '{"chang…wid":1}'
          3  background 2 "refresh"  –       db_exec   "INSERT … (?, ?)", "[900719…,false]" → '{"error…ocked"}'
          4  background 2 "refresh"  –       db_query  "SELECT * FROM …E text = :text", '{"text":"buy milk"}' → "{}"
          5  install 1               –       db_exec   NULL, NULL → NULL (refused: NULL_ARGUMENT)"
    `)
  })

  it('says that nothing was executed', () => {
    expect(failureOf(() => expect(fakeHost()).toHaveExecutedSQL(/INSERT/, [1]))).toMatchInlineSnapshot(`
      "expect(host).toHaveExecutedSQL(/INSERT/, [1])

      expected the host to have executed SQL /INSERT/ with params [1]
      it executed no SQL

      no call reached host 1"
    `)
  })

  it('names the call that a negated assertion forbids', () => {
    expect(failureOf(() => expect(host).not.toHaveExecutedSQL(/^INSERT/, ['buy milk', true]))).toMatchInlineSnapshot(`
      "expect(host).not.toHaveExecutedSQL(/^INSERT/, ["buy milk", true])

      expected the host not to have executed SQL /^INSERT/ with params ["buy milk", true]
      it did, with call 2, db_exec "INSERT INTO notes (t…nned) VALUES (?, ?)", '["buy milk",true]' on install thread 1 in invoke

      5 calls reached host 1
          #  thread                  frame   slot      arguments
          1  install 1               init    db_exec   "CREATE TABL…xt, pinned)", NULL → '{"changes":…t_rowid":0}'
        > 2  install 1               invoke  db_exec   "INSERT … (?, ?)", '["buy m…",true]' → '{"chang…wid":1}'
          3  background 2 "refresh"  –       db_exec   "INSERT … (?, ?)", "[900719…,false]" → '{"error…ocked"}'
          4  background 2 "refresh"  –       db_query  "SELECT * FROM …E text = :text", '{"text":"buy milk"}' → "{}"
          5  install 1               –       db_exec   NULL, NULL → NULL (refused: NULL_ARGUMENT)"
    `)
  })

  it('refuses parameters by name, under .not too', () => {
    const assertion = () => expect(host).not.toHaveExecutedSQL(/SELECT/, { text: 'buy milk' } as never)
    expect(failureOf(assertion)).toMatchInlineSnapshot(`
      "MATCHER_MISUSE: toHaveExecutedSQL was given an object as params, but needs an array with every parameter, or an asymmetric matcher.
        given       { text: "buy milk" }
        to fix      call it like this: expect(host).toHaveExecutedSQL(/^INSERT INTO notes/, ['buy milk'])
        more        docs/errors/MATCHER_MISUSE.md"
    `)
  })
})
