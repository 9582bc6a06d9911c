import { describe, expect, it } from 'vitest'
import { Redactor } from '../../../src/report/secrets.js'

const insert = 'INSERT INTO users (name, password) VALUES (?1, ?2)'

function redact(sql: string, params: string | null) {
  const redactor = new Redactor([], false)
  const call = { slot: 'db_exec', args: { sql, params } }
  redactor.learnCall(call)
  return { args: redactor.call(call).args, redactor }
}

describe('SQL that names a secret', () => {
  it.each([
    ['UPDATE users SET password = ?1', '["hunter2-xyz"]', '["[secret]"]'],
    [insert, '["ada",1234]', '["[secret]","[secret]"]'],
    ['SELECT id FROM users WHERE users.pin = :pin', '[null, 1]', '[null,"[secret]"]'],
    [insert, 'hunter2', '[secret]'],
    [insert, '', ''],
    [insert, null, null],
  ])('hides its parameters, and not where they go: %s, %j', (sql, params, hidden) => {
    expect(redact(sql, params).args).toEqual({ sql: sql.replace(':pin', '[secret]'), params: hidden })
  })

  it('hides its texts', () => {
    expect(redact(`INSERT INTO users (name, password) VALUES ('ada', 'it''s-hunter2')`, null).args.sql).toBe(
      `INSERT INTO users (name, password) VALUES ('[secret]', '[secret]''[secret]')`,
    )
  })

  it('makes known what can hardly be a word', () => {
    const { redactor } = redact(insert, '["ada","hunter2-xyz"]')
    expect(redactor.text('ada logs in with hunter2-xyz')).toBe('ada logs in with [secret]')
  })
})

it.each([
  [`INSERT INTO notes (text) VALUES ('the token is lost')`, null],
  ['SELECT id FROM notes WHERE text = ?1', '["hunter2-xyz"]'],
])('SQL that names none stays: %s', (sql, params) => expect(redact(sql, params).args).toEqual({ sql, params }))
