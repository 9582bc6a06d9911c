import { describe, expect, it } from 'vitest'
import { behaviourOf, type SlotBehaviour } from '../../src/host/profile.js'
import { type MockHost, type Profile, type SlotName, slotNames } from '../../src/index.js'
import { installHost } from './install-host.js'

/** What is seen of a slot when nothing was prepared for it; `undefined` when it does something else. */
const observations: Readonly<Record<SlotName, (host: MockHost) => SlotBehaviour | undefined>> = {
  config_get: ({ api, config }) => {
    void config.set('key', 'value')
    return api.configGet('key') === 'value' ? 'answers from the config store' : 'answers NULL'
  },
  config_set: ({ api, config }) => {
    api.configSet('key', 'value')
    return config.get('key') === undefined ? 'records' : 'writes to the config store'
  },
  config_delete: ({ api, config }) => {
    void config.set('key', 'value')
    api.configDelete('key')
    return config.get('key') === undefined ? 'writes to the config store' : 'records'
  },
  db_exec: (host) => {
    host.api.dbExec('CREATE TABLE notes (text)')
    return host.db.all('SELECT * FROM notes').length === 0 ? 'runs on SQLite' : undefined
  },
  db_query: ({ api }) =>
    api.dbQuery('SELECT 1 AS a') === '{"columns":["a"],"rows":[[1]]}' ? 'runs on SQLite' : undefined,
  log: ({ api }) => records(() => api.log(2, 'text')),
  dispatch: (host) => {
    expect(dispatch(host)).toMatchObject({ status: 'running' })
    return host.tasks.all.length === 1 ? 'starts a task' : 'answers a fresh task'
  },
  task_status: (host) => {
    const answer = host.api.taskStatus(dispatch(host).id)
    return answer?.includes('"title":"Chat"') ? 'answers from the tasks' : undefined
  },
  dispatch_cancel: (host) => {
    host.api.dispatchCancel(dispatch(host).id)
    return host.tasks.last.status === 'cancelled' ? 'acts on a task' : 'records'
  },
  dispatch_clarify: ({ api }) => records(() => api.dispatchClarify('id', 'text')),
  complete: ({ api }) => describeError(api.complete(chat)),
  complete_stream: ({ api }) => describeError(api.completeStream(chat)),
  embed: ({ api }) => (api.embed('{"input":"text"}')?.includes('"embedding":[') ? 'answers embeddings' : undefined),
  list_models: ({ api }) => (api.listModels()?.startsWith('{"models":[{') ? 'answers the models' : undefined),
  http_request: ({ api }) => describeError(api.httpRequest('{}')),
  file_read: ({ api, artifacts }) => {
    const path = artifacts.write('note.txt', 'text')
    return api.fileRead(JSON.stringify({ path }))?.includes('"size":4') ? 'reads an artifact' : undefined
  },
  list_active_tasks: (host) => {
    const { id } = dispatch(host)
    return host.api.listActiveTasks()?.includes(id) ? 'answers from the tasks' : undefined
  },
  send_draft: (host) => {
    host.api.sendDraft(dispatch(host).id, '{"text":"draft"}')
    return host.tasks.last.draft === null ? 'records' : 'acts on a task'
  },
  dispatch_interrupt: (host) => {
    host.api.dispatchInterrupt(dispatch(host).id, 'stop')
    return host.tasks.last.status === 'running' ? 'records' : 'acts on a task'
  },
  dispatch_add_issue: ({ api }) => describeError(api.dispatchAddIssue('id', '{}')),
  complete_cancel: ({ api }) => {
    api.completeCancel('stream')
    return 'cancels a stream'
  },
  get_active_agent_id: ({ api }) => (api.getActiveAgentId() === 'the agent' ? 'answers the agent' : undefined),
  log_structured: ({ api }) => records(() => api.logStructured(2, 'text', '{}')),
  free_string: (host) => {
    host.api.freeString(0x1234n)
    return host.strings.badFrees.length === 1 ? 'takes a string back' : 'records'
  },
}

const chat = '{"model":"m","messages":[]}'

function dispatch({ api }: MockHost): { readonly id: string; readonly status: string } {
  return JSON.parse(api.dispatch('{"prompt":"p"}') ?? '')
}

function records(call: () => void): SlotBehaviour {
  call()
  return 'records'
}

function describeError(answer: string | null): SlotBehaviour | undefined {
  const { error } = JSON.parse(answer ?? '{}') as { error?: string }
  const named: Readonly<Record<string, SlotBehaviour>> = {
    not_supported: 'answers not_supported',
    network_error: 'answers network_error',
    inference_error: 'answers inference_error',
    // It has looked at the request.
    invalid_request: 'sends the request',
  }
  return named[error ?? '']
}

function observe(profile: Profile, name: SlotName): SlotBehaviour | undefined {
  const host = installHost({ profile })
  host.activeAgentId = 'the agent'
  try {
    return observations[name](host)
  } catch (error) {
    expect(error).toMatchObject({ code: 'SLOT_IS_NULL' })
    return 'NULL pointer'
  }
}

describe.each(['upstream', 'full', 'production'] as const)('the profile %s', (profile) => {
  it.each(slotNames)('%s does what the table of profiles says', (name) => {
    expect(observe(profile, name)).toBe(behaviourOf(name, profile))
  })
})

it('upstream wires the nine slots of the Swift kit', () => {
  const wired = slotNames.filter((name) => behaviourOf(name, 'upstream') !== 'NULL pointer')
  expect(wired).toEqual([
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
