import { describe, expect, it } from 'vitest'
import { isMockHostError, MockHostError } from '../../src/errors/mockhost-error.js'

const cause = new Error('dlsym')
const error = new MockHostError({
  code: 'ENTRY_NOT_FOUND',
  message: 'libweather.so exports no plugin entry point.',
  details: [
    ['looked for', 'osaurus_plugin_entry_v2, osaurus_plugin_entry'],
    ['exports', 'weather_start,\nweather_stop'],
  ],
  fix: 'export one of the names above with C linkage',
  cause,
})

describe('MockHostError', () => {
  it('prints code, sentence, details and the way out', () => {
    expect(error.message).toBe(
      [
        'ENTRY_NOT_FOUND: libweather.so exports no plugin entry point.',
        '  looked for  osaurus_plugin_entry_v2, osaurus_plugin_entry',
        '  exports     weather_start,',
        '              weather_stop',
        '  to fix      export one of the names above with C linkage',
        '  more        docs/errors/ENTRY_NOT_FOUND.md',
      ].join('\n'),
    )
  })

  it('keeps its parts and the cause', () => {
    expect(error.code).toBe('ENTRY_NOT_FOUND')
    expect(error.sentence).toBe('libweather.so exports no plugin entry point.')
    expect(error.details).toHaveLength(2)
    expect(error.fix).toBe('export one of the names above with C linkage')
    expect(error.cause).toBe(cause)
    expect('cause' in new MockHostError({ code: 'NO_PLUGIN', message: 'None.', fix: 'set it' })).toBe(false)
  })

  it('aligns the rows with a label that is longer than usual', () => {
    const record = {
      code: 'INIT_FAILED',
      message: 'No.',
      details: [['the last call of the plugin', 'log']],
      fix: 'try',
    } as const
    expect(new MockHostError(record).message).toMatchInlineSnapshot(`
      "INIT_FAILED: No.
        the last call of the plugin  log
        to fix                       try
        more                         docs/errors/INIT_FAILED.md"
    `)
  })
})

describe('isMockHostError', () => {
  it('looks at the code when one is given', () => {
    expect(isMockHostError(error)).toBe(true)
    expect(isMockHostError(error, 'ENTRY_NOT_FOUND')).toBe(true)
    expect(isMockHostError(error, 'NO_MANIFEST')).toBe(false)
  })

  it('recognises the error of another copy of the package', () => {
    const foreign = Object.assign(new Error('NO_PLUGIN: ...'), {
      code: 'NO_PLUGIN',
      [Symbol.for('osaurus-mockhost.error')]: true,
    })
    expect(isMockHostError(foreign, 'NO_PLUGIN')).toBe(true)
  })

  it.each([[undefined], [null], ['ENTRY_NOT_FOUND'], [new Error('x')], [{ code: 'ENTRY_NOT_FOUND' }]])(
    'does not take %o for one',
    (value) => {
      expect(isMockHostError(value)).toBe(false)
    },
  )
})
