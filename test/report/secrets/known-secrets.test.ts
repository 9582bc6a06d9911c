import { describe, expect, it } from 'vitest'
import { KnownSecrets } from '../../../src/report/secrets/known-secrets.js'

function know({ kept = [], told = [] }: { readonly kept?: readonly string[]; readonly told?: readonly string[] }) {
  const known = new KnownSecrets()
  for (const value of kept) known.keep(value)
  for (const value of told) known.tell(value)
  return known
}

const others = Array.from({ length: 200 }, (_, at) => `signature-${at}-`)

describe('among many secrets', () => {
  it('one that is kept is looked for', () => {
    expect(know({ kept: ['main-secret'], told: others }).hide('GET /x/main-secret/y')).toBe('GET /x/[secret]/y')
  })

  it('the ends of one that is kept are, too', () => {
    expect(know({ kept: ['main-secret'], told: others }).hideCut('GET /x/main-s…')).toBe('GET /x/[secret]…')
  })

  it('the one told first is not', () => {
    expect(know({ told: ['first-one', ...others] }).hide('a first-one')).toBe('a first-one')
  })

  it('but told again it is', () => {
    expect(know({ told: ['first-one', ...others, 'first-one'] }).hide('a first-one')).toBe('a [secret]')
  })

  it('each is hidden where nothing else stands', () => {
    expect(know({ told: ['first-one', ...others] }).hide('first-one')).toBe('[secret]')
  })
})

describe('a known secret', () => {
  const secret = 'ab/cd+ef/"gh'

  it.each([
    ['as Swift escapes it', String.raw`ab\/cd+ef\/\"gh`],
    ['in JSON in JSON', String.raw`ab/cd+ef/\\\"gh`],
    ['as Swift escapes it, in JSON', String.raw`ab\\/cd+ef\\/\\\"gh`],
    ['as Swift escapes it twice', String.raw`ab\\\/cd+ef\\\/\\\"gh`],
  ])('is found %s', (_, written) => {
    expect(know({ kept: [secret] }).hide(`sent {"k":"${written}"}`)).toBe('sent {"k":"[secret]"}')
  })

  it('that names a type of JSON schemas is not looked for', () => {
    expect(know({ told: ['string', 'object'] }).hide('a string of an object')).toBe('a string of an object')
  })
})

it('what is cut in many places takes time in proportion to its length', () => {
  const known = know({ kept: ['x'.repeat(1e4)], told: others })
  const started = performance.now()
  known.hideCut('ab…'.repeat(6e4))
  known.hideCut(`${'x'.repeat(1e5)}…${'y'.repeat(1e5)}`)
  expect(performance.now() - started).toBeLessThan(5000)
})
