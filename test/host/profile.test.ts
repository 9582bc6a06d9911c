import { describe, expect, it } from 'vitest'
import { slots } from '../../src/abi/slots.js'
import { internals } from '../../src/host/mock-host.js'
import { behaviourOf, type SlotBehaviour } from '../../src/host/profile.js'
import type { HostAPI, MockHost, Profile, SlotName } from '../../src/index.js'
import { installHost } from './install-host.js'

/** Calls a slot with something in every place. */
function call({ api }: MockHost, name: string): unknown {
  const method = name.replace(/_([a-z])/g, (_, letter: string) => letter.toUpperCase()) as 'taskStatus'
  const { args } = slots.find((slot) => slot.name === name) ?? { args: [] }
  const values = args.map((arg) => (arg === 'level' ? 2 : '{}'))
  return (api[method] as (...values: unknown[]) => ReturnType<HostAPI['taskStatus']>)(...values)
}

function observe(profile: Profile, name: SlotName): SlotBehaviour {
  const host = installHost({ profile })
  host.activeAgentId = 'the agent'
  try {
    if (name === 'free_string') return observeFree(host)
    if (name.startsWith('config_')) return observeConfig(host, name)
    const answer = call(host, name)
    return host[internals].simulation.simulatorOf(name) === undefined ? describeAnswer(answer) : 'is simulated'
  } catch (error) {
    expect(error).toMatchObject({ code: 'SLOT_IS_NULL' })
    return 'NULL pointer'
  }
}

function observeConfig({ api, config }: MockHost, name: string): SlotBehaviour {
  if (name === 'config_set') api.configSet('key', 'value')
  else void config.set('key', 'value')
  if (name === 'config_get') return api.configGet('key') === 'value' ? 'answers from the config store' : 'answers NULL'
  const isThere = config.get('key') !== undefined
  if (name === 'config_delete') api.configDelete('key')
  const isChanged = name === 'config_delete' ? config.get('key') === undefined : isThere
  return isChanged ? 'writes to the config store' : 'records'
}

function observeFree(host: MockHost): SlotBehaviour {
  host.api.freeString(0x1234n)
  return host.strings.badFrees.length === 1 ? 'takes a string back' : 'records'
}

function describeAnswer(answer: unknown): SlotBehaviour {
  if (answer === undefined) return 'records'
  if (answer === null) return 'answers NULL'
  if (answer === 'the agent') return 'answers the agent'
  const { error, status } = JSON.parse(String(answer)) as { error?: string; status?: unknown }
  if (error === 'not_supported') return 'answers not_supported'
  if (error === 'network_error') return 'answers network_error'
  expect(status).toBe('running')
  return 'answers a fresh task'
}

describe.each(['upstream', 'full', 'production'] as const)('the profile %s', (profile) => {
  it.each(slots.map(({ name }) => name))('%s does what the table of profiles says', (name) => {
    expect(observe(profile, name)).toBe(behaviourOf(name, profile))
  })
})

it('upstream wires the nine slots of the Swift kit', () => {
  const wired = slots.filter(({ name }) => behaviourOf(name, 'upstream') !== 'NULL pointer')
  expect(wired.map(({ name }) => name)).toEqual([
    'config_get',
    'config_set',
    'config_delete',
    'log',
    'dispatch',
    'http_request',
    'get_active_agent_id',
    'log_structured',
    'free_string',
  ])
})
