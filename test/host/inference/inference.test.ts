import { describe, expect, it } from 'vitest'
import type { Profile } from '../../../src/host/profile.js'
import type { SlotCall } from '../../../src/host/simulation/contract.js'
import { answerOf, call, chat, makeInference } from './make-inference.js'

const embedding = '{"input":"Oslo"}'
type Slot = 'complete' | 'complete_stream' | 'embed'

const admitIn = (profile: Profile, limits = {}) => {
  const { simulators } = makeInference(profile, limits)
  return (slot: Slot, request: string, rest: Partial<SlotCall> = {}) =>
    simulators[slot].admit?.(call(slot, request, rest))
}

const busy = (limit: number) =>
  `{"error":"plugin_busy","max_inflight":${limit},` +
  `"message":"${limit} inferences of this plugin are in progress, and the app runs no more at once"}`

describe('the limit of calls at once', () => {
  it('refuses a third one of any slot, until one of them is over', () => {
    const admit = admitIn('production')
    const leave = admit('complete', chat)
    expect(admit('embed', embedding)).toBeTypeOf('function')
    for (const slot of ['complete', 'complete_stream'] as const) expect(admit(slot, chat)).toBe(busy(2))
    expect(admit('embed', embedding)).toBe(busy(2))
    if (typeof leave === 'function') leave()
    expect(admit('complete_stream', chat)).toBeTypeOf('function')
    expect(admit('complete', chat)).toBe(busy(2))
  })

  it('lets a call leave once only', () => {
    const admit = admitIn('production')
    const leave = admit('complete', chat)
    admit('complete', chat)
    for (let times = 0; times < 2; times += 1) if (typeof leave === 'function') leave()
    expect(admit('complete', chat)).toBeTypeOf('function')
    expect(admit('complete', chat)).toBe(busy(2))
  })

  it('is looked at before the request is read', () => {
    const admit = admitIn('production')
    admit('complete', chat)
    admit('complete', chat)
    expect(admit('complete', 'no json')).toBe(busy(2))
  })

  it('does not count what is no request', () => {
    const admit = admitIn('production')
    for (let times = 0; times < 3; times += 1) expect(admit('complete', 'no json')).toContain('invalid_request')
    expect(admit('complete', chat)).toBeTypeOf('function')
  })

  it('holds for each plugin apart', () => {
    const admit = admitIn('production')
    for (const pluginId of ['com.acme.a', 'com.acme.b', null])
      for (let times = 0; times < 2; times += 1) expect(admit('complete', chat, { pluginId })).toBeTypeOf('function')
    expect(admit('complete', chat, { pluginId: 'com.acme.b' })).toBe(busy(2))
    expect(admit('complete', chat, { pluginId: null })).toBe(busy(2))
  })

  it('is the one that the host has: none under the profile full', () => {
    const free = admitIn('full')
    for (let times = 0; times < 5; times += 1) expect(free('complete', chat)).toBeTypeOf('function')
    const narrow = admitIn('full', { inferencesInFlight: 1 })
    narrow('complete', chat)
    expect(narrow('embed', embedding)).toBe(busy(1))
  })
})

describe('a request', () => {
  it.each([
    ['no json', 'the request is text that is no JSON (\\"no json\\"), not a JSON object'],
    ['[]', 'the request is an array, not a JSON object'],
    ['{"messages":[]}', '\\"model\\" is missing, not a string'],
    ['{"model":null,"messages":[]}', '\\"model\\" is null, not a string'],
    ['{"model":5,"messages":[]}', '\\"model\\" is the number 5, not a string'],
    ['{"model":"local"}', '\\"messages\\" is missing, not an array'],
    ['{"model":"local","messages":{}}', '\\"messages\\" is an object, not an array'],
  ])('to a model is invalid: %s', (request, message) => {
    for (const slot of ['complete', 'complete_stream'] as const)
      expect(admitIn('full')(slot, request)).toBe(`{"error":"invalid_request","message":"${message}"}`)
  })

  it.each([
    '{"model":"","messages":[]}',
    '{"model":"default","messages":[],"stream":false,"agent_id":"7B1E7C5A-3F0E-4C55-9A55-0D6A3D1C9E11"}',
  ])('to a model is valid: %s', (request) => {
    expect(admitIn('production')('complete', request)).toBeTypeOf('function')
  })

  it('needs no agent, and takes the one that is built in', () => {
    const admit = admitIn('production')
    expect(admit('complete', chat, { agentId: null })).toBeTypeOf('function')
    expect(admit('complete', chat, { agentId: '00000000-0000-0000-0000-000000000001' })).toBeTypeOf('function')
  })

  it.each([
    ['no json', 'the request is text that is no JSON (\\"no json\\"), not a JSON object'],
    ['{}', '\\"input\\" is missing'],
    ['{"input":5}', '\\"input\\" is the number 5, not a string or an array of strings'],
    ['{"input":["a",5]}', '\\"input\\" is an array, not a string or an array of strings'],
  ])('to embed is invalid: %s', (request, message) => {
    const error = `{"error":"invalid_request","message":"${message}"}`
    expect(admitIn('full')('embed', request)).toBe(error)
    expect(makeInference().simulators.embed.answer(call('embed', request))).toBe(error)
  })
})

it('only what a model would say has to be prepared', () => {
  const { complete, complete_stream: stream, embed, list_models: list } = makeInference().simulators
  expect([complete, stream].map((simulator) => simulator.isUnprepared?.(call('complete', chat)))).toEqual([true, true])
  expect([embed, list].map((simulator) => simulator.isUnprepared?.(call('embed', embedding)))).toEqual([
    undefined,
    undefined,
  ])
})

describe('the model of an answer', () => {
  it.each([
    ['', 'mockhost-agent-model'],
    ['default', 'mockhost-agent-model'],
    ['DeFault', 'mockhost-agent-model'],
    ['local', 'mockhost-local-model'],
    ['foundation', 'foundation'],
    ['Qwen3-4B', 'Qwen3-4B'],
  ])('for %j is %s', (asked, model) => {
    const request = JSON.stringify({ model: asked, messages: [] })
    const answer = answerOf(makeInference(), 'complete', { content: '' }, call('complete', request))
    expect(JSON.parse(String(answer)).model).toBe(model)
  })

  it('for "local" is the first local one that the app has', () => {
    const inference = makeInference()
    inference.models.add({ id: 'gpt-5', provider: 'openai' })
    inference.models.add('qwen3-4b')
    inference.models.add('llama-3.2-3b')
    expect(JSON.parse(String(answerOf(inference, 'complete', { content: '' }))).model).toBe('qwen3-4b')
  })
})
