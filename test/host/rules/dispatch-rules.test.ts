import { describe, expect, it } from 'vitest'
import { refreshThread } from '../../matchers/fake-host.js'
import { defaultAgent, judge } from './judge.js'

const request = '{"prompt":"hi"}'
const task = '11111111-2222-3333-4444-555555555555'

describe('DISPATCH_WITHOUT_AGENT', () => {
  it('is not broken where an agent is bound', () => {
    expect(judge('dispatch', [request])).toEqual([])
  })

  it('is broken for the Default agent', () => {
    expect(judge('dispatch', [request], { agentId: defaultAgent })).toEqual([
      'DISPATCH_WITHOUT_AGENT: dispatch was called for the Default agent, which counts as none: ' +
        'the app answers built_in_agent_not_exposable and starts no task.',
    ])
  })

  it('is broken on a thread of the plugin', () => {
    const onThread = { on: refreshThread, in: undefined, agentId: undefined }
    expect(judge('dispatch', [request], onThread)).toEqual([
      expect.stringContaining('dispatch was called on background thread 2 "refresh", which has no agent'),
    ])
  })

  it('is not broken by inference, which the app does without an agent too', () => {
    const chat = ['{"model":"","messages":[]}']
    expect(judge('complete', chat, { agentId: defaultAgent })).toEqual([])
    expect(judge('complete', chat, { agentId: undefined })).toEqual([])
  })
})

describe('RESERVED_SLOT', () => {
  it('is broken by dispatch_clarify and dispatch_add_issue', () => {
    expect(judge('dispatch_clarify', [task, 'yes'])).toEqual([
      'RESERVED_SLOT: dispatch_clarify was called, which is reserved: the app does nothing.',
    ])
    expect(judge('dispatch_add_issue', [task, '{}'])).toEqual([
      'RESERVED_SLOT: dispatch_add_issue was called, which is reserved: the app always answers not_supported.',
    ])
  })

  it('is not broken by their neighbours', () => {
    expect(judge('dispatch_cancel', [task])).toEqual([])
    expect(judge('dispatch_interrupt', [task, null])).toEqual([])
  })
})
