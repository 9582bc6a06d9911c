import { describe, expect, it } from 'vitest'
import { readOptions } from '../../environment/jest/read-options.js'

describe('over the node environment of Jest', () => {
  it('the options are parted', () => {
    const options = { plugin: './a', abiVersion: 4, globalsCleanup: 'on', customExportConditions: ['node'] }
    expect(readOptions(options, true)).toEqual({
      own: { plugin: './a', abiVersion: 4 },
      below: { globalsCleanup: 'on', customExportConditions: ['node'] },
    })
  })

  it('an unknown name is refused', () => {
    expect(() => readOptions({ url: 'http://localhost' }, true)).toThrow(/UNKNOWN_OPTION[\s\S]*known .*plugin/)
  })
})

describe('over another environment', () => {
  it('what we do not know is for that one', () => {
    const options = { url: 'http://localhost', profile: 'full' }
    expect(readOptions(options, false)).toEqual({ own: { profile: 'full' }, below: { url: 'http://localhost' } })
  })

  it('a name that looks like one of ours is refused', () => {
    expect(() => readOptions({ profil: 'full' }, false)).toThrow(/UNKNOWN_OPTION[\s\S]*did you mean "profile"/)
  })
})
