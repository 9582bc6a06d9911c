import { describe, expect, it } from 'vitest'
import { ruleCatalogue, violationRules, withFix } from '../../../src/host/rules/catalogue.js'

describe('the catalogue of violations', () => {
  it.each(violationRules)('says of %s what it demands and how to mend a breach', (rule) => {
    const { sentence, section, fix, profiles } = ruleCatalogue[rule]
    expect(sentence).toMatch(/^[A-Za-z].*\.$/)
    expect(fix).toMatch(/^[a-z].*[^.]$/)
    expect(profiles.filter((profile) => profile !== 'upstream')).not.toEqual([])
    if (section !== undefined) expect(section).toMatch(/^\d+(\.\d+)?(, \d+(\.\d+)?)*$/)
  })

  it('has no rule of the app under upstream', () => {
    const upstream = violationRules.filter((rule) => ruleCatalogue[rule].profiles.includes('upstream'))
    expect(upstream.filter((rule) => ruleCatalogue[rule].section !== undefined)).toEqual([])
    expect(upstream).toContain('RESPONDER_FAILED')
  })

  it('makes two sentences of a message and its fix', () => {
    expect(withFix('RESPONDER_TIMED_OUT', 'It was late.')).toBe(
      'It was late. Settle its promise, or raise responderTimeout.',
    )
  })
})
