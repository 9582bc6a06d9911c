import { describe, expect, it } from 'vitest'
import type { FrameKind } from '../../../src/index.js'
import { refreshThread } from '../../matchers/fake-host.js'
import { agent, defaultAgent, judge } from './judge.js'

const noAgent = { agentId: undefined }

describe('CONFIG_VALUE_TOO_LARGE', () => {
  it('is not broken by a value of exactly 1 MiB', () => {
    expect(judge('config_set', ['key', 'x'.repeat(1_048_576)])).toEqual([])
    expect(judge('config_set', ['key', 'ä'.repeat(524_288)])).toEqual([])
  })

  it('is broken by one byte more', () => {
    expect(judge('config_set', ['key', 'x'.repeat(1_048_577)])).toEqual([
      'CONFIG_VALUE_TOO_LARGE: config_set of "key" got a value of 1,048,577 bytes, more than 1,048,576: the app drops it.',
    ])
  })

  it('counts bytes of UTF-8, not characters', () => {
    expect(judge('config_set', ['key', 'ä'.repeat(524_289)])).toEqual([expect.stringContaining('1,048,578 bytes')])
    expect(judge('config_set', ['key', '€'.repeat(349_526)])).toEqual([expect.stringContaining('1,048,578 bytes')])
  })
})

describe('CONFIG_WITHOUT_AGENT', () => {
  it('is not broken where an agent is bound', () => {
    expect(judge('config_get', ['key'])).toEqual([])
    expect(judge('config_set', ['key', 'value'], { in: 'on_config_changed', agentId: agent })).toEqual([])
    expect(judge('config_delete', ['key'])).toEqual([])
  })

  it('says that a read answers NULL and a write is lost', () => {
    const where = 'was called in invoke, which was called without an agent'
    expect(judge('config_get', ['key'], noAgent)).toEqual([
      `CONFIG_WITHOUT_AGENT: config_get of "key" ${where}: the app answers NULL.`,
    ])
    expect(judge('config_set', ['key', 'value'], noAgent)).toEqual([
      `CONFIG_WITHOUT_AGENT: config_set of "key" ${where}: in the app the write is lost.`,
    ])
    expect(judge('config_delete', ['key'], noAgent)).toEqual([
      `CONFIG_WITHOUT_AGENT: config_delete of "key" ${where}: in the app the write is lost.`,
    ])
  })

  it('is broken for the Default agent', () => {
    expect(judge('config_get', ['key'], { agentId: defaultAgent })).toEqual([
      expect.stringContaining('was called for the Default agent, which counts as none: the app answers NULL'),
    ])
  })

  it.each(['init', 'get_manifest', 'destroy', 'on_chunk'] satisfies FrameKind[])('is broken in %s', (frame) => {
    expect(judge('config_get', ['key'], { in: frame, agentId: undefined })).toEqual([
      expect.stringContaining(`was called in ${frame}, which never has an agent`),
    ])
  })

  it('is broken on a thread of the plugin', () => {
    const onThread = { on: refreshThread, in: undefined, agentId: undefined }
    expect(judge('config_set', ['key', 'value'], onThread)).toEqual([
      expect.stringContaining('was called on background thread 2 "refresh", which has no agent'),
    ])
  })

  it('is broken by the test itself', () => {
    expect(judge('config_get', ['key'], { in: undefined, agentId: undefined })).toEqual([
      expect.stringContaining('was called by the test itself, while host.activeAgentId is null'),
    ])
  })
})
