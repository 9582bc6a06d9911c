import { describe, expect, it } from 'vitest'
import type { SlotName } from '../../../src/index.js'
import { judge } from './judge.js'

const task = '11111111-2222-3333-4444-555555555555'

/** Every slot that takes a request, with one that keeps all rules. */
const requests = {
  dispatch: { prompt: 'hi' },
  complete: { model: '', messages: [] },
  complete_stream: { model: 'default', messages: [{ role: 'user', content: 'hi' }], stream_id: 's1' },
  embed: { input: 'hi' },
  http_request: { method: 'GET', url: 'https://example.com/' },
  file_read: { path: '/Users/ada/.osaurus/artifacts/a.png' },
} as const satisfies Partial<Record<SlotName, object>>
const slots = Object.entries(requests) as [keyof typeof requests, object][]

describe('MALFORMED_REQUEST', () => {
  it.each(slots)('is not broken by a good request of %s', (slot, request) => {
    expect(judge(slot, [JSON.stringify(request)])).toEqual([])
  })

  it.each(slots.map(([slot]) => slot))('is broken by %s with text that is no JSON', (slot) => {
    expect(judge(slot, ['{"prompt":'])).toEqual([
      `MALFORMED_REQUEST: ${slot} got text that is no JSON ('{"prompt":') as request, not a JSON object: the app answers invalid_request.`,
    ])
  })

  it.each([
    ['', 'an empty text'],
    ['[{"prompt":"hi"}]', 'an array'],
    ['"hi"', 'the string "hi"'],
    ['5', 'the number 5'],
    ['true', 'true'],
    ['null', 'null'],
    ["{'prompt': 'hi'}", `text that is no JSON ("{'prompt': 'hi'}")`],
  ])('says of %j that it is %s', (request, found) => {
    expect(judge('dispatch', [request])).toEqual([
      `MALFORMED_REQUEST: dispatch got ${found} as request, not a JSON object: the app answers invalid_request.`,
    ])
  })

  it('is broken by a draft that is no object, which the app keeps to itself', () => {
    expect(judge('send_draft', [task, '{"text":"so far"}'])).toEqual([])
    expect(judge('send_draft', [task, 'so far'])).toEqual([
      'MALFORMED_REQUEST: send_draft got text that is no JSON ("so far") as draft, not a JSON object: the app leaves it out of its DRAFT event.',
    ])
  })
})

describe('MISSING_REQUEST_FIELD', () => {
  it.each<[SlotName, object, string]>([
    ['dispatch', {}, '"prompt" is missing'],
    ['dispatch', { prompt: ' \n' }, '"prompt" is the string " \\n", not a string that is not blank'],
    ['dispatch', { prompt: ['hi'] }, '"prompt" is an array, not a string that is not blank'],
    ['complete', { messages: [] }, '"model" is missing'],
    ['complete', { model: null, messages: [] }, '"model" is null, not a string'],
    ['complete', { model: 'default', messages: {} }, '"messages" is an object, not an array'],
    ['complete_stream', {}, '"model" is missing and "messages" is missing'],
    ['embed', { text: 'hi' }, '"input" is missing'],
    ['embed', { input: ['hi', 5] }, '"input" is an array, not a string or an array of strings'],
    ['http_request', { url: 'https://example.com/' }, '"method" is missing'],
    ['http_request', { method: 'GET', url: '' }, '"url" is the string "", not a URL'],
    ['http_request', { method: 5 }, '"method" is the number 5, not a string and "url" is missing'],
    ['file_read', { path: false }, '"path" is false, not a string'],
  ])('is broken by %s with %j', (slot, request, found) => {
    expect(judge(slot, [JSON.stringify(request)])).toEqual([
      `MISSING_REQUEST_FIELD: In the request of ${slot} ${found}: the app answers invalid_request.`,
    ])
  })

  it('is not broken by several texts to embed', () => {
    expect(judge('embed', ['{"input":["a","b"]}'])).toEqual([])
  })
})

describe('AGENT_KEYS_IN_REQUEST', () => {
  it.each(['dispatch', 'complete', 'complete_stream', 'embed'] as const)('is broken by %s with agent_id', (slot) => {
    expect(judge(slot, [JSON.stringify({ ...requests[slot], agent_id: 'A' })])).toEqual([
      `AGENT_KEYS_IN_REQUEST: The request of ${slot} has "agent_id": the app ignores such keys and takes the agent of the callback.`,
    ])
  })

  it('names both keys', () => {
    expect(judge('dispatch', ['{"prompt":"hi","agent_address":"0x1","agent_id":null}'])).toEqual([
      expect.stringContaining('has "agent_id" and "agent_address"'),
    ])
  })

  it('is not broken by keys of the same name deeper down, nor in requests that have nothing to do with agents', () => {
    expect(judge('dispatch', ['{"prompt":"hi","context":{"agent_id":"A"}}'])).toEqual([])
    expect(judge('http_request', ['{"method":"GET","url":"https://example.com/","agent_id":"A"}'])).toEqual([])
  })

  it('and others are told of one request together', () => {
    expect(judge('dispatch', ['{"agent_id":"A"}']).map((line) => line.split(':')[0])).toEqual([
      'MISSING_REQUEST_FIELD',
      'AGENT_KEYS_IN_REQUEST',
    ])
  })
})
