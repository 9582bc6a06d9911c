import { describe, expect, it } from 'vitest'
import { MockHost } from '../../src/index.js'

const create = (options: unknown) => () => new MockHost(options as never)

describe('an unknown option', () => {
  it('is an error that lists the known ones, and the near one', () => {
    expect(create({ profil: 'full' })).toThrowErrorMatchingInlineSnapshot(`
      [MockHostError: UNKNOWN_OPTION: There is no option "profil" of MockHost.
        known       name, profile, abiVersion, attribution, responderTimeout, journalLimit, frameStackSize
        to fix      did you mean "profile"?
        more        docs/errors.md#unknown_option]
    `)
  })

  it('far from all known ones is answered with the list alone', () => {
    expect(create({ colour: 'red' })).toThrowErrorMatchingInlineSnapshot(`
      [MockHostError: UNKNOWN_OPTION: There is no option "colour" of MockHost.
        known       name, profile, abiVersion, attribution, responderTimeout, journalLimit, frameStackSize
        to fix      use one of the known names
        more        docs/errors.md#unknown_option]
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
        more        docs/errors.md#invalid_option]
    `)
  })

  it.each([
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
