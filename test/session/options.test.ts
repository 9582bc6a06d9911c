import { describe, expect, it } from 'vitest'
import { checkEnvironmentOptions } from '../../src/session/options.js'
import { resolveOptions } from '../../src/session/resolve-options.js'

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
        more        docs/errors.md#invalid_option]
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
