import { afterEach, describe, expect, it, vi } from 'vitest'
import type { HostTask } from '../../../src/host/tasks/contract.js'
import { AppWithTasks, BOB, ID } from './app-with-tasks.js'

const OTHER = 'BBBBBBBB-0000-4000-8000-00000000000B'

afterEach(() => {
  vi.useRealTimers()
})

/** An app with one task that runs, at a fixed time. */
function appWithTask(request: object = {}): { readonly app: AppWithTasks; readonly task: HostTask } {
  vi.useFakeTimers({ now: Date.UTC(2026, 4, 8, 17, 42, 1, 999), toFake: ['Date'] })
  const app = new AppWithTasks()
  app.dispatch({ id: ID, title: 'Fjords', ...request })
  return { app, task: app.tasks.tasks.last }
}

describe('task_status', () => {
  // What has happened to the task, and the answer to the byte.
  const head = `"id":"${ID}"`
  it.each<[string, (task: HostTask, app: AppWithTasks) => unknown, string]>([
    ['runs', () => {}, `{"current_step":"Running...",${head},"status":"running","title":"Fjords"}`],
    [
      'has got on',
      (task) => task.progress(0.5, 'Reading a/b'),
      `{"current_step":"Reading a/b",${head},"status":"running","title":"Fjords"}`,
    ],
    [
      'has been active',
      async (task) => {
        await task.activity('search')
        await task.activity({ kind: 'thinking', title: 'Thinks', metadata: { hidden: true } })
      },
      `{"activity":[{"detail":"search","kind":"tool","timestamp":"2026-05-08T17:42:01Z","title":"Tool"},{"kind":"thinking","timestamp":"2026-05-08T17:42:01Z","title":"Thinks"}],"current_step":"Running...",${head},"status":"running","title":"Fjords"}`,
    ],
    [
      'has written something',
      async (task) => {
        await task.output('There ')
        await task.output('are')
      },
      `{"current_step":"Running...",${head},"output":"There are","status":"running","title":"Fjords"}`,
    ],
    [
      'has a draft that is an object',
      (_, app) => app.call('send_draft', [ID, '{ "text": "a", "b": {"d": 1, "c": 2} }']),
      `{"current_step":"Running...","draft":{"b":{"c":2,"d":1},"text":"a"},${head},"status":"running","title":"Fjords"}`,
    ],
    [
      'has a draft that is none',
      (_, app) => app.call('send_draft', [ID, '[1]']),
      `{"current_step":"Running...",${head},"status":"running","title":"Fjords"}`,
    ],
    [
      'waits for an answer',
      (task) => task.clarify({ question: 'Which?' }),
      `{"current_step":"Waiting for clarification",${head},"status":"running","title":"Fjords"}`,
    ],
    [
      'has got its answer',
      async (task) => {
        await task.progress(0.1, 'Reading')
        await task.clarify({ question: 'Which?' })
        await task.answerClarification('This')
      },
      `{"current_step":"Running...",${head},"status":"running","title":"Fjords"}`,
    ],
    [
      'has completed',
      async (task) => {
        await task.activity('search')
        await task.complete({ output: 'Many' })
      },
      `{${head},"output":"Many","session_id":"${ID}","status":"completed","success":true,"summary":"Chat completed","title":"Fjords"}`,
    ],
    [
      'has completed in its own way',
      (task) => task.complete({ summary: 'Done', sessionId: OTHER }),
      `{${head},"session_id":"${OTHER}","status":"completed","success":true,"summary":"Done","title":"Fjords"}`,
    ],
    [
      'has failed',
      (task) => task.fail('no network'),
      `{${head},"session_id":"${ID}","status":"failed","success":false,"summary":"no network","title":"Fjords"}`,
    ],
    ['was cancelled', (task) => task.cancel(), `{${head},"status":"cancelled","title":"Fjords"}`],
    [
      'ended 14.999 s ago',
      async (task, app) => {
        await task.complete({ output: 'Many' })
        app.clock.advance(14_999)
      },
      `{${head},"output":"Many","session_id":"${ID}","status":"completed","success":true,"summary":"Chat completed","title":"Fjords"}`,
    ],
    [
      'ended 15 s ago',
      async (task, app) => {
        app.call('send_draft', [ID, '{}'])
        await task.complete({ output: 'Many' })
        app.clock.advance(15_000)
      },
      `{"draft":{},${head},"status":"completed","success":true,"summary":"Chat completed","title":"Fjords"}`,
    ],
    [
      'ended 15 s ago and was cancelled since',
      async (task, app) => {
        await task.complete({ output: 'Many' })
        app.clock.advance(15_000)
        app.call('dispatch_cancel', [ID])
      },
      `{${head},"status":"cancelled","title":"Fjords"}`,
    ],
  ])('of a task that %s', async (_, happen, answer) => {
    const { app, task } = appWithTask()
    await happen(task, app)
    expect(app.call('task_status', [ID])).toBe(answer)
  })

  it('of a queued task', () => {
    const app = new AppWithTasks({ limits: { runningTasks: 0 } })
    app.dispatch({ id: ID })
    expect(app.call('task_status', [ID])).toBe(
      `{"current_step":"Queued","id":"${ID}","status":"queued","title":"Chat"}`,
    )
  })

  it('shows the last 20 activities', async () => {
    const { app, task } = appWithTask()
    for (let count = 1; count <= 21; count++) await task.activity(`tool ${count}`)
    const { activity } = app.ask('task_status', [ID])
    expect(activity).toHaveLength(20)
    expect(activity).toMatchObject([{ detail: 'tool 2' }, ...Array(18).fill({}), { detail: 'tool 21' }])
  })

  it('takes an id in either case', () => {
    const { app } = appWithTask()
    expect(app.ask('task_status', [ID.toLowerCase()]).id).toBe(ID)
  })

  it.each([
    ['mine', 'invalid_task_id', 'The id of a task is a UUID.'],
    ['', 'invalid_task_id', 'The id of a task is a UUID.'],
    [OTHER.toLowerCase(), 'not_found', `There is no task ${OTHER}.`],
  ])('of %j answers a code', (id, error, message) => {
    const { app } = appWithTask()
    expect(app.call('task_status', [id])).toBe(JSON.stringify({ error, message }))
  })

  it('does not find what the user has closed', async () => {
    const { app, task } = appWithTask()
    await task.close()
    expect(app.ask('task_status', [ID]).error).toBe('not_found')
  })

  it('does not find a task of another plugin, but one of another agent', () => {
    const { app } = appWithTask()
    expect(app.ask('task_status', [ID], { pluginId: 'traffic' }).error).toBe('not_found')
    expect(app.ask('task_status', [ID], { agentId: BOB }).id).toBe(ID)
  })

  it('of NULL answers NULL', () => {
    expect(new AppWithTasks().call('task_status', [null])).toBeNull()
  })
})

describe('list_active_tasks', () => {
  it('lists those that are queued, run or wait, as task_status shows them', async () => {
    const app = new AppWithTasks({ limits: { runningTasks: 4 } })
    const titles = ['completed', 'failed', 'cancelled', 'waiting', 'running', 'running too', 'running three', 'queued']
    for (const title of titles) app.dispatch({ title })
    const [completed, failed, cancelled, waiting] = app.tasks.tasks
    await waiting?.clarify({ question: 'Which?' })
    app.dispatch({ title: 'queued too' })
    await completed?.complete()
    app.dispatch({ title: 'queued three' })
    await failed?.fail('no network')
    await cancelled?.cancel()
    const { tasks } = app.ask('list_active_tasks', [])
    expect(tasks).toEqual(app.tasks.tasks.active.map(({ id }) => app.ask('task_status', [id])))
    expect(app.tasks.tasks.active.map(({ title, status }) => [title, status])).toEqual([
      ['waiting', 'waiting'],
      ['running', 'running'],
      ['running too', 'running'],
      ['running three', 'running'],
      ['queued', 'running'],
      ['queued too', 'queued'],
      ['queued three', 'queued'],
    ])
  })

  it('lists none of another plugin', () => {
    const { app } = appWithTask()
    expect(app.call('list_active_tasks', [], { pluginId: 'traffic' })).toBe('{"tasks":[]}')
    expect(app.call('list_active_tasks', [], { agentId: BOB })).toBe(
      `{"tasks":[{"current_step":"Running...","id":"${ID}","status":"running","title":"Fjords"}]}`,
    )
  })
})
