import { describe, expect, it } from 'vitest'
import { checkEnvironmentOptions } from '../../src/session/options.js'
import { resolveOptions } from '../../src/session/resolve-options.js'

const check = (options: unknown) => () => checkEnvironmentOptions(options, 'of mockHost')

describe('an unknown option', () => {
  it('is an error that lists the known ones, and the near one', () => {
    expect(check({ profil: 'full' })).toThrowErrorMatchingInlineSnapshot(`
      [MockHostError: UNKNOWN_OPTION: There is no option "profil" of mockHost.
        known       profile, abiVersion, attribution, responderTimeout, journalLimit, frameStackSize, allowViolations, onCrash, isolate, limits, database, allowHosts, appVersion, unprepared, plugin, serialize, concurrent, image, failOn, allowLeftovers, attach
        to fix      did you mean "profile"?
        more        docs/errors/UNKNOWN_OPTION.md]
    `)
  })

  it('far from all known ones is answered with the list alone', () => {
    expect(check({ colour: 'red' })).toThrow(
      /^UNKNOWN_OPTION: [\s\S]*known .*\n {2}to fix {6}use one of the known names\n/,
    )
  })

  it('is an error beside known ones, and with the value undefined', () => {
    const unknown = expect.objectContaining({ code: 'UNKNOWN_OPTION' })
    expect(check({ plugin: './a', plugins: [] })).toThrow(unknown)
    expect(check({ colour: undefined })).toThrow(unknown)
  })

  it('is what `name` is: hosts of tests are named after them', () => {
    expect(check({ name: 'mine' })).toThrow(expect.objectContaining({ code: 'UNKNOWN_OPTION' }))
  })
})

describe('a wrong value', () => {
  it.each([
    { plugin: 5 },
    { serialize: 'suite' },
    { serialize: true },
    { concurrent: 'yes' },
    { image: 'suite' },
    { failOn: 'drops' },
    { failOn: ['drop'] },
    { profile: 'fast' },
    { abiVersion: 7 },
    { attribution: 'process' },
    { responderTimeout: -1 },
    { journalLimit: 0 },
    { frameStackSize: 1 },
  ])('%o throws INVALID_OPTION, which names the option', (options) => {
    expect(check(options)).toThrow(expect.objectContaining({ code: 'INVALID_OPTION' }))
    expect(check(options)).toThrow(`The option "${Object.keys(options)[0]}`)
  })

  it.each([null, 5, 'full', undefined])('options that are %o throw INVALID_OPTION', (options) => {
    expect(check(options)).toThrow(expect.objectContaining({ code: 'INVALID_OPTION' }))
  })
})

describe('layers of options', () => {
  it('have defaults below them', () => {
    expect(resolveOptions({})).toMatchObject({ serialize: 'file', failOn: ['drops', 'badFrees'] })
  })

  it('are merged, the later over the earlier', () => {
    const layers = [{ abiVersion: 3, failOn: ['drops'] }, { image: 'test' }, { abiVersion: 5, failOn: [] }] as const
    expect(resolveOptions(...layers)).toMatchObject({ abiVersion: 5, failOn: [], image: 'test', serialize: 'file' })
  })

  it('an option that is undefined is not given', () => {
    const outer = { failOn: ['violations'], plugin: './libhello', serialize: 'test', profile: 'production' } as const
    const inner = { failOn: undefined, plugin: undefined, serialize: undefined, profile: undefined } as object
    expect(resolveOptions(outer, inner)).toMatchObject(outer)
    expect(resolveOptions({ concurrent: true, image: undefined } as object)).toMatchObject({ image: 'test' })
  })

  it('concurrent: false takes back what an outer concurrent: true has brought, and nothing else', () => {
    const back = resolveOptions({ concurrent: true }, { concurrent: false })
    expect(back).toMatchObject({ serialize: 'file', concurrent: false })
    expect([back.image, back.attribution]).toEqual([undefined, undefined])
    expect(resolveOptions({ concurrent: true, image: 'test' }, { concurrent: false })).toMatchObject({ image: 'test' })
    expect(resolveOptions({ concurrent: true }, { concurrent: false }, { concurrent: true })).toMatchObject({
      serialize: false,
      image: 'test',
    })
  })

  it('concurrent is short for three others, which may be said otherwise beside it or later', () => {
    expect(resolveOptions({ concurrent: true })).toMatchObject({
      serialize: false,
      attribution: 'table',
      image: 'test',
    })
    expect(resolveOptions({ concurrent: true, image: 'file' })).toMatchObject({ attribution: 'table', image: 'file' })
    expect(resolveOptions({ concurrent: true }, { serialize: 'file' })).toMatchObject({
      serialize: 'file',
      image: 'test',
    })
    expect(resolveOptions({ image: 'file' }, { concurrent: true })).toMatchObject({ image: 'test' })
  })
})

describe('failOn', () => {
  it('takes what a test can fail for', () => {
    const failOn = ['drops', 'badFrees', 'violations', 'leaks', 'leftovers']
    expect(checkEnvironmentOptions({ failOn })).toEqual({ failOn })
    expect(checkEnvironmentOptions({ failOn: [] })).toEqual({ failOn: [] })
  })

  it('refuses anything else, and lists what there is', () => {
    expect(() => checkEnvironmentOptions({ failOn: ['drops', 'leak'] })).toThrowErrorMatchingInlineSnapshot(`
      [MockHostError: INVALID_OPTION: The option "failOn" of the test environment has a wrong value.
        expected    ("drops" | "badFrees" | "violations" | "leaks" | "leftovers")
        received    "leak"
        to fix      correct the value of "failOn"
        more        docs/errors/INVALID_OPTION.md]
    `)
  })

  it('is drops and bad frees unless told', () => {
    expect(resolveOptions({}).failOn).toEqual(['drops', 'badFrees'])
    expect(resolveOptions({ failOn: ['drops'] }, { failOn: ['leaks'] }).failOn).toEqual(['leaks'])
  })
})

describe('allowViolations', () => {
  it('refuses a rule that there is none of', () => {
    expect(() => checkEnvironmentOptions({ allowViolations: { BAD_FRE: 'why not' } })).toThrow(
      /INVALID_OPTION: The option "allowViolations" of the test environment has an entry "BAD_FRE"[\s\S]*did you mean "BAD_FREE"/,
    )
  })

  it('of an inner block adds to those around it, and its reason wins', () => {
    const outer = { allowViolations: { BAD_FREE: 'outer', RESERVED_SLOT: 'outer' } }
    const inner = { allowViolations: { BAD_FREE: 'inner', SLOT_MIX_UP: 'inner' } }
    expect(resolveOptions(outer, {}, inner).allowViolations).toEqual({
      BAD_FREE: 'inner',
      RESERVED_SLOT: 'outer',
      SLOT_MIX_UP: 'inner',
    })
    expect(outer.allowViolations.BAD_FREE).toBe('outer')
  })
})
