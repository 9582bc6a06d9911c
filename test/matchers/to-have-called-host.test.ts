import { describe, expect, it } from 'vitest'
import '../../matchers/register-vitest.js'
import { failureOf } from './failure.js'
import { fakeHost, refreshThread } from './fake-host.js'

const host = fakeHost([
  ['config_set', ['token', 'T1'], { in: 'init' }],
  ['db_exec', ['INSERT INTO city VALUES (?)', '["Oslo"]'], { in: 'invoke', answer: '{"changes":1}' }],
  ['log', [3, 'slow'], { on: refreshThread }],
  ['list_models', [], { on: refreshThread, answer: '{"models":[]}' }],
  ['config_set', [null, 'T2'], { on: refreshThread, refused: 'NULL_ARGUMENT' }],
  ['free_string', [0x7f00n]],
])

describe('toHaveCalledHost', () => {
  it('passes when the slot was called', () => {
    expect(host).toHaveCalledHost('list_models')
    expect(host).not.toHaveCalledHost('dispatch')
  })

  it('compares as many arguments as are given', () => {
    expect(host).toHaveCalledHost('config_set', 'token')
    expect(host).toHaveCalledHost('config_set', /^t/, 'T1')
    expect(host).toHaveCalledHost('free_string', 0x7f00n)
    expect(host).not.toHaveCalledHost('config_set', 'token', 'T2')
  })

  it('compares JSON arguments with fields and items', () => {
    expect(host).toHaveCalledHost('db_exec', /^INSERT/, ['Oslo'])
    expect(host).not.toHaveCalledHost('db_exec', /^INSERT/, ['Bergen'])
  })

  it('takes a log level by name', () => {
    expect(host).toHaveCalledHost('log', 'warn')
    expect(host).toHaveCalledHost('log', 3, 'slow')
    expect(host).not.toHaveCalledHost('log', 'error')
  })

  it('counts refused calls, and takes null for NULL', () => {
    expect(host).toHaveCalledHost('config_set', null, 'T2')
  })

  it('shows in which arguments the nearest call differs', () => {
    expect(failureOf(() => expect(host).toHaveCalledHost('config_set', 'token', 'T2'))).toMatchInlineSnapshot(`
      "expect(host).toHaveCalledHost("config_set", "token", "T2")

      expected the host to have got a call to config_set with key "token" and value "T2"
      no call matches; the nearest is call 1
        value: expected "T2", was "T1"

      6 calls reached host 1
          #  thread                  frame   slot         arguments
        > 1  install 1               init    config_set   "token", "T1"
          2  install 1               invoke  db_exec      "INSERT INTO c…y VALUES (?)", '["Oslo"]' → '{"changes":1}'
          3  background 2 "refresh"  –       log          warn, "slow"
          4  background 2 "refresh"  –       list_models  → '{"models":[]}'
          5  background 2 "refresh"  –       config_set   NULL, "T2" (refused: NULL_ARGUMENT)
          6  install 1               –       free_string  0x7f00"
    `)
    expect(failureOf(() => expect(host).toHaveCalledHost('log', 'error', 'slow'))).toMatchInlineSnapshot(`
      "expect(host).toHaveCalledHost("log", "error", "slow")

      expected the host to have got a call to log with level error and message "slow"
      no call matches; the nearest is call 3
        level: expected error, was warn

      6 calls reached host 1
          #  thread                  frame   slot         arguments
          1  install 1               init    config_set   "token", "T1"
          2  install 1               invoke  db_exec      "INSERT INTO c…y VALUES (?)", '["Oslo"]' → '{"changes":1}'
        > 3  background 2 "refresh"  –       log          warn, "slow"
          4  background 2 "refresh"  –       list_models  → '{"models":[]}'
          5  background 2 "refresh"  –       config_set   NULL, "T2" (refused: NULL_ARGUMENT)
          6  install 1               –       free_string  0x7f00"
    `)
  })

  it('shows the nearest first arguments', () => {
    expect(failureOf(() => expect(host).toHaveCalledHost('config_set', 'tokens'))).toMatchInlineSnapshot(`
      "expect(host).toHaveCalledHost("config_set", "tokens")

      expected the host to have got a call to config_set with key "tokens"
      it got config_set with "token" (1 letter away)

      6 calls reached host 1
          #  thread                  frame   slot         arguments
          1  install 1               init    config_set   "token", "T1"
          2  install 1               invoke  db_exec      "INSERT INTO c…y VALUES (?)", '["Oslo"]' → '{"changes":1}'
          3  background 2 "refresh"  –       log          warn, "slow"
          4  background 2 "refresh"  –       list_models  → '{"models":[]}'
          5  background 2 "refresh"  –       config_set   NULL, "T2" (refused: NULL_ARGUMENT)
          6  install 1               –       free_string  0x7f00"
    `)
  })

  it('says that the slot was never called', () => {
    expect(failureOf(() => expect(host).toHaveCalledHost('dispatch'))).toMatchInlineSnapshot(`
      "expect(host).toHaveCalledHost("dispatch")

      expected the host to have got a call to dispatch
      it got no call to dispatch

      6 calls reached host 1
          #  thread                  frame   slot         arguments
          1  install 1               init    config_set   "token", "T1"
          2  install 1               invoke  db_exec      "INSERT INTO c…y VALUES (?)", '["Oslo"]' → '{"changes":1}'
          3  background 2 "refresh"  –       log          warn, "slow"
          4  background 2 "refresh"  –       list_models  → '{"models":[]}'
          5  background 2 "refresh"  –       config_set   NULL, "T2" (refused: NULL_ARGUMENT)
          6  install 1               –       free_string  0x7f00"
    `)
  })

  it('names the call that a negated assertion forbids', () => {
    expect(failureOf(() => expect(host).not.toHaveCalledHost('db_exec', /^INSERT/))).toMatchInlineSnapshot(`
      "expect(host).not.toHaveCalledHost("db_exec", /^INSERT/)

      expected the host not to have got a call to db_exec with sql /^INSERT/
      it did, with call 2, db_exec "INSERT INTO city VALUES (?)", '["Oslo"]' on install thread 1 in invoke

      6 calls reached host 1
          #  thread                  frame   slot         arguments
          1  install 1               init    config_set   "token", "T1"
        > 2  install 1               invoke  db_exec      "INSERT INTO c…y VALUES (?)", '["Oslo"]' → '{"changes":1}'
          3  background 2 "refresh"  –       log          warn, "slow"
          4  background 2 "refresh"  –       list_models  → '{"models":[]}'
          5  background 2 "refresh"  –       config_set   NULL, "T2" (refused: NULL_ARGUMENT)
          6  install 1               –       free_string  0x7f00"
    `)
  })

  it.each([
    ['an unknown slot near to one', () => expect(host).not.toHaveCalledHost('configSet' as never)],
    ['an unknown slot far from all', () => expect(host).not.toHaveCalledHost('telephone' as never)],
    ['a slot that is no text', () => expect(host).not.toHaveCalledHost(5 as never)],
    ['an argument that is undefined', () => expect(host).not.toHaveCalledHost('config_set', undefined)],
    ['more arguments than the slot has', () => expect(host).not.toHaveCalledHost('config_set', 'a', 'b', 'c')],
    ['arguments of a slot without', () => expect(host).not.toHaveCalledHost('list_models', 'a')],
  ])('refuses %s, under .not too', (_, assertion) => {
    expect(failureOf(assertion)).toMatchSnapshot()
  })
})
