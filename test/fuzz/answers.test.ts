import fc from 'fast-check'
import { expect, it } from 'vitest'
import { isMockHostError } from '../../src/index.js'
import { detectEnvelope, findEnvelopeMismatch } from '../../src/plugin/envelope-detection.js'
import { fillRequest, readResponse } from '../../src/plugin/route.js'
import { parseToolResult } from '../../src/plugin/tool-envelope.js'
import { arbitraryManifest } from './arbitrary-manifest.js'
import { seed, shareOf, Tally } from './runs.js'

const pieces = fc.constantFrom(
  ...['{', '}', '[', ']', '"', ',', ':', ' ', '\n', '\\"', '"ok"', '"ok":', '"ok": ', 'true', 'false', 'null', '1'],
  ...[
    '"error":',
    '"retryable":',
    '"kind":"timeout"',
    '"message":"m"',
    '"result":',
    '"a"',
    '\u0085',
    '\ufeff',
    '\ud800',
  ],
  ...['{"ok":true,"result":', '{"ok": false,"kind":"rejected"', '[REJECTED]', '[TIMEOUT]', '"warnings":["w"]'],
)
const soup = fc.array(pieces, { maxLength: 12 }).map((some) => some.join(''))

/** Envelopes with white space where JSON allows it, and with whatever a plugin may put inside. */
const envelope = fc
  .record(
    {
      ok: fc.constantFrom<unknown>(true, true, false, false, 'true', null),
      result: fc.oneof(
        fc.jsonValue({ maxDepth: 2 }),
        fc.constantFrom<unknown>({ ok: false }, { ok: true }, [{ ok: true }], '{"ok":false}', {
          error: 1,
          retryable: 1,
        }),
      ),
      kind: fc.constantFrom<unknown>('timeout', 'rejected', 'own_kind', 5),
      message: fc.oneof(fc.string({ maxLength: 8 }), fc.constant(null)),
      retryable: fc.constantFrom<unknown>(true, false, 'yes'),
      error: fc.constantFrom<unknown>('it broke', 'timeout', { code: 5 }),
      warnings: fc.constantFrom<unknown>(['w'], [5], 'w'),
      tool: fc.constantFrom<unknown>('greet', 5),
    },
    { requiredKeys: [] },
  )
  .chain((members) => fc.constantFrom(...spellings(JSON.stringify(members))))

function spellings(json: string): string[] {
  const pretty = JSON.stringify(JSON.parse(json), null, 2)
  return [json, pretty, json.replaceAll('":', '": '), json.replaceAll('":', '" :'), json.replace('"ok":', '"ok" :')]
}

const colon = fc.constantFrom(':', ': ', ' : ')
const nested = fc
  .tuple(fc.boolean(), colon, fc.boolean(), colon)
  .map(([outer, one, inner, other]) => `{"ok"${one}${outer},"details":{"ok"${other}${inner}}}`)

const answer = fc.oneof(
  { weight: 3, arbitrary: envelope },
  { weight: 2, arbitrary: soup },
  { weight: 1, arbitrary: nested },
  { weight: 1, arbitrary: fc.string({ maxLength: 20 }) },
)

it('reads the answers of tools, detects envelopes as the rule says, and explains every mismatch', () => {
  const runs = shareOf(15)
  const tally = new Tally('answers of tools', runs)
  const property = fc.property(answer, (raw) => {
    const result = parseToolResult(raw)
    const detected = detectEnvelope(raw)
    const mismatch = findEnvelopeMismatch(raw)
    expect(result.raw).toBe(raw)
    expect(typeof (result.ok ? result.enveloped : result.retryable)).toBe('boolean')
    expect(detected).toBe(detectBySection13(raw))
    expect(mismatch?.written ?? detected).toBe(readBySection13(raw))
    expect(mismatch === undefined || /; \S.+\.$/.test(mismatch.message)).toBe(true)
    tally.count(`${detected}${mismatch ? `, written ${mismatch.written}` : ''}`)
    tally.step()
  })
  fc.assert(property, { numRuns: runs, seed })
  tally.print()
  for (const reading of ['failure', 'success', 'plain']) {
    expect(tally.of(reading), reading).toBeGreaterThanOrEqual(runs / 100)
    const others = ['failure', 'success', 'plain'].filter((other) => other !== reading)
    for (const other of others) expect(tally.of(`${reading}, written ${other}`)).toBeGreaterThanOrEqual(runs / 500)
  }
})

it('fills every request of a route', () => {
  const runs = shareOf(5)
  const property = fc.property(arbitraryManifest, arbitraryRequest, (manifest, request) => {
    const filled = JSON.parse(fillRequest(request as never, manifest as never))
    expect(Object.keys(filled)).toEqual(requestKeys)
    expect(Object.keys(filled.headers).every((name) => name === name.toLowerCase())).toBe(true)
  })
  fc.assert(property, { numRuns: runs, seed })
})

it('reads the responses of routes, or refuses them with INVALID_RESPONSE', () => {
  const runs = shareOf(5)
  const tally = new Tally('responses', runs)
  const property = fc.property(fc.oneof(response, soup), (raw) => {
    tally.count(outcomeOf(raw))
  })
  fc.assert(property, { numRuns: runs, seed })
  expect(tally.of('read')).toBeGreaterThanOrEqual(runs / 20)
  expect(tally.of('refused')).toBeGreaterThanOrEqual(runs / 20)
})

const requestKeys = [
  ...['body', 'body_encoding', 'headers', 'method', 'osaurus', 'path', 'path_params', 'plugin_id', 'query'],
  ...['remote_addr', 'route_id'],
]

const texts = fc.dictionary(fc.string({ maxLength: 5 }), fc.string({ maxLength: 5 }), { maxKeys: 3 })
const arbitraryRequest = fc.record(
  {
    method: fc.constantFrom('GET', 'post', 'OPTIONS', ''),
    path: fc.oneof(fc.constantFrom('/', '/a', '/items/5', '/api/x', 'a', '', '/a**', '/(', '/[\\'), fc.webPath()),
    body: fc.string({ unit: 'grapheme', maxLength: 10 }),
    headers: texts,
    query: texts,
    path_params: texts,
  },
  { requiredKeys: [] },
)

const response = fc
  .record(
    {
      status: fc.constantFrom<unknown>(200, 204, 404.5, '200', null),
      headers: fc.oneof(texts, fc.constantFrom<unknown>(null, [], { a: 5 })),
      body: fc.oneof(fc.base64String(), fc.constantFrom<unknown>('aGk', null, {}, 'ü')),
      body_encoding: fc.constantFrom('utf8', 'base64', 'gzip'),
    },
    { requiredKeys: ['status'] },
  )
  .map((members) => JSON.stringify(members))

function outcomeOf(raw: string): 'read' | 'refused' {
  try {
    expect(Number.isInteger(readResponse(raw).status)).toBe(true)
    return 'read'
  } catch (error) {
    if (!isMockHostError(error, 'INVALID_RESPONSE')) throw error
    return 'refused'
  }
}

const blank = '[\\t-\\r\\u0085 \\u00a0\\u1680\\u2000-\\u200a\\u2028\\u2029\\u202f\\u205f\\u3000]*'

/** The detection of section 13, as regular expressions. */
function detectBySection13(raw: string): string {
  if (new RegExp(`^${blank}\\[(REJECTED|TIMEOUT)\\]`).test(raw)) return 'failure'
  if (!new RegExp(`^${blank}\\{`).test(raw)) return 'plain'
  if (/"ok": ?false/.test(raw) || (/"error":/.test(raw) && /"retryable":/.test(raw))) return 'failure'
  return /"ok": ?true/.test(raw) ? 'success' : 'plain'
}

/** What the members say, read with JSON alone. */
function readBySection13(raw: string): string {
  if (new RegExp(`^${blank}\\[(REJECTED|TIMEOUT)\\]`).test(raw)) return 'failure'
  let members: Map<string, unknown>
  try {
    const json = JSON.parse(raw.replace(new RegExp(`^${blank}`), '').replace(new RegExp(`${blank}$`), ''))
    if (typeof json !== 'object' || json === null || Array.isArray(json)) return 'plain'
    members = new Map(Object.entries(json))
  } catch {
    return 'plain'
  }
  if (members.get('ok') === true) return 'success'
  return members.get('ok') === false || (members.has('error') && members.has('retryable')) ? 'failure' : 'plain'
}
