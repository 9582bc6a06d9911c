import { describe, expect, it } from 'vitest'
import { MockHost } from '../../src/index.js'

const create = (options: unknown) => () => new MockHost(options as never)

describe('an unknown option', () => {
  it('is an error that lists the known ones, and the near one', () => {
    expect(create({ profil: 'full' })).toThrowErrorMatchingInlineSnapshot(`
      [MockHostError: UNKNOWN_OPTION: There is no option "profil" of MockHost.
        known       name, profile, abiVersion, attribution, responderTimeout, journalLimit, frameStackSize, allowViolations, onCrash, isolate, limits, database, allowHosts, appVersion, unprepared
        to fix      did you mean "profile"?
        more        docs/errors/UNKNOWN_OPTION.md]
    `)
  })

  it('far from all known ones is answered with the list alone', () => {
    expect(create({ colour: 'red' })).toThrowErrorMatchingInlineSnapshot(`
      [MockHostError: UNKNOWN_OPTION: There is no option "colour" of MockHost.
        known       name, profile, abiVersion, attribution, responderTimeout, journalLimit, frameStackSize, allowViolations, onCrash, isolate, limits, database, allowHosts, appVersion, unprepared
        to fix      use one of the known names
        more        docs/errors/UNKNOWN_OPTION.md]
    `)
  })
})

describe('a wrong value', () => {
  it('is an error that says what was expected', () => {
    expect(create({ profile: 'fast' })).toThrowErrorMatchingInlineSnapshot(`
      [MockHostError: INVALID_OPTION: The option "profile" of MockHost has a wrong value.
        expected    ("upstream" | "full" | "production")
        received    "fast"
        to fix      correct the value of "profile"
        more        docs/errors/INVALID_OPTION.md]
    `)
  })

  it.each([
    { allowHosts: ['http://127.0.0.1:8080'] },
    { allowHosts: ['localhost/path'] },
    { name: 5 },
    { abiVersion: 0 },
    { abiVersion: 7 },
    { abiVersion: 2.5 },
    { abiVersion: '6' },
    { attribution: 'process' },
    { responderTimeout: -1 },
    { responderTimeout: Number.NaN },
    { journalLimit: 0 },
    { journalLimit: Number.POSITIVE_INFINITY },
    { frameStackSize: 1024 },
    { frameStackSize: '8 MiB' },
  ])('%o throws INVALID_OPTION', (options) => {
    expect(create(options)).toThrow(expect.objectContaining({ code: 'INVALID_OPTION' }))
  })

  it.each([null, 5, 'full'])('options that are %o throw INVALID_OPTION', (options) => {
    expect(create(options)).toThrow(expect.objectContaining({ code: 'INVALID_OPTION' }))
  })
})

describe('the option allowViolations', () => {
  it('takes a reason for each rule', () => {
    expect(create({ allowViolations: { RESERVED_SLOT: 'issue 12', BAD_FREE: 'upstream bug' } })).not.toThrow()
    expect(create({ allowViolations: {} })).not.toThrow()
  })

  it('lists the rules when it is given another', () => {
    expect(create({ allowViolations: { RESERVD_SLOT: 'issue 12' } })).toThrowErrorMatchingInlineSnapshot(`
      [MockHostError: INVALID_OPTION: The option "allowViolations" of MockHost has an entry "RESERVD_SLOT", which it cannot have.
        known       NULL_ARGUMENT, INVALID_UTF8, BAD_FREE, RESPONDER_FAILED,
                    RESPONDER_TIMED_OUT, RESPONDER_UNREACHABLE, ASYNC_ANSWER_IN_SYNC_CALL, UNPREPARED_CALL,
                    JOURNAL_LIMIT, MALFORMED_REQUEST, MISSING_REQUEST_FIELD, AGENT_KEYS_IN_REQUEST,
                    PARAMS_IGNORED, LOG_LEVEL_OUT_OF_RANGE, LOG_PAYLOAD_NOT_AN_OBJECT, CONFIG_VALUE_TOO_LARGE,
                    CONFIG_WITHOUT_AGENT, DISPATCH_WITHOUT_AGENT, RESERVED_SLOT, CALL_DURING_ENTRY,
                    CALL_AFTER_DESTROY, SLOT_MIX_UP, ENVELOPE_MISMATCH, PLUGIN_ALREADY_LOADED,
                    TABLE_WITHOUT_VERSION
        to fix      did you mean "RESERVED_SLOT"?
        more        docs/errors/INVALID_OPTION.md]
    `)
  })

  it.each(['', ' ', null])('wants words for a reason, not %j', (reason) => {
    expect(create({ allowViolations: { RESERVED_SLOT: reason } })).toThrow(
      expect.objectContaining({ code: 'INVALID_OPTION' }),
    )
  })

  it('says that a reason is missing', () => {
    expect(create({ allowViolations: { RESERVED_SLOT: ' ' } })).toThrowErrorMatchingInlineSnapshot(`
      [MockHostError: INVALID_OPTION: The option "allowViolations" of MockHost has a wrong value.
        expected    a reason, in words
        received    " "
        to fix      correct the value of "allowViolations"
        more        docs/errors/INVALID_OPTION.md]
    `)
  })
})

describe('options that are there', () => {
  it.each([
    {},
    undefined,
    { profile: undefined },
    { profile: 'production' },
    { abiVersion: 1 },
    { responderTimeout: 0 },
    { journalLimit: 1 },
    { frameStackSize: 65_536 },
  ])('%o makes a host', (options) => {
    expect(create(options)).not.toThrow()
  })

  it('name the host', () => {
    expect(new MockHost({ name: 'mine' }).name).toBe('mine')
    const host = new MockHost()
    expect(host.name).toBe(`host ${host.id}`)
  })

  it('give each host a number of its own', () => {
    expect(new MockHost().id).not.toBe(new MockHost().id)
  })
})
