import { afterEach, describe, expect, it, vi } from 'vitest'
import type { HostTask } from '../../../src/host/tasks/contract.js'
import { ADA, AppWithTasks, ID, type Listener, startTask } from './app-with-tasks.js'

afterEach(() => {
  vi.useRealTimers()
})

async function start(): Promise<{ readonly task: HostTask; readonly plugin: Listener; readonly app: AppWithTasks }> {
  vi.useFakeTimers({ now: Date.UTC(2026, 4, 8, 17, 42, 1, 500), toFake: ['Date'] })
  const { app, plugin } = await startTask()
  return { task: app.tasks.tasks.last, plugin, app }
}

describe('an event', () => {
  it.each<[string, (task: HostTask) => Promise<void>, number, string]>([
    [
      'ACTIVITY of a tool',
      (task) => task.activity('search'),
      1,
      '{"detail":"search","kind":"tool","timestamp":"2026-05-08T17:42:01Z","title":"Tool"}',
    ],
    [
      'ACTIVITY of another kind',
      (task) => task.activity({ kind: 'warning', title: 'Slow', metadata: { b: 1, a: 2 } }),
      1,
      '{"kind":"warning","metadata":{"a":2,"b":1},"timestamp":"2026-05-08T17:42:01Z","title":"Slow"}',
    ],
    ['PROGRESS', (task) => task.progress(0.5), 2, '{"progress":0.5,"title":"Fjords"}'],
    [
      'PROGRESS with a step',
      (task) => task.progress(1, 'Reading'),
      2,
      '{"current_step":"Reading","progress":1,"title":"Fjords"}',
    ],
    [
      'CLARIFICATION in free form',
      (task) => task.clarify({ question: 'Which?', options: [] }),
      3,
      '{"allow_multiple":false,"question":"Which?"}',
    ],
    [
      'CLARIFICATION with options',
      (task) => task.clarify({ question: 'Which?', options: ['b', 'a'], allowMultiple: true }),
      3,
      '{"allow_multiple":true,"options":["b","a"],"question":"Which?"}',
    ],
    [
      'COMPLETED',
      (task) => task.complete(),
      4,
      `{"session_id":"${ID}","success":true,"summary":"Chat completed","title":"Fjords"}`,
    ],
    [
      'COMPLETED with everything',
      (task) => task.complete({ output: 'a/b', summary: 'Done', sessionId: 'S' }),
      4,
      '{"output":"a/b","session_id":"S","success":true,"summary":"Done","title":"Fjords"}',
    ],
    [
      'FAILED',
      (task) => task.fail('no network'),
      5,
      `{"session_id":"${ID}","success":false,"summary":"no network","title":"Fjords"}`,
    ],
    ['CANCELLED', (task) => task.cancel(), 6, '{"title":"Fjords"}'],
    ['CANCELLED of a task that is closed', (task) => task.close(), 6, '{"title":"Fjords"}'],
    ['OUTPUT', (task) => task.output('There'), 7, '{"text":"There","title":"Fjords"}'],
  ])('%s is sent with its payload, and has arrived when the verb resolves', async (_, act, type, payload) => {
    const { task, plugin } = await start()
    await act(task)
    expect(plugin.got).toEqual([[ID, type, payload, ADA]])
    expect(task.events.at(-1)?.payload).toEqual(JSON.parse(payload))
  })

  it('COMPLETED has what the agent has written', async () => {
    const { task } = await start()
    await task.output('There ')
    await task.output('are')
    await task.complete()
    expect(task.events.at(-1)?.payload).toMatchObject({ output: 'There are' })
  })

  it('is not sent for an answer, after which the task goes on', async () => {
    const { task, plugin } = await start()
    await task.clarify({ question: 'Which?' })
    await task.answerClarification('This')
    await task.complete({ output: 'Done' })
    expect(plugin.types).toEqual([3, 4])
    expect(task.turns).toEqual([
      { role: 'user', content: 'Look' },
      { role: 'assistant', content: '' },
      { role: 'user', content: 'This' },
      { role: 'assistant', content: 'Done' },
    ])
  })
})

describe('a verb', () => {
  const verbs: Record<string, (task: HostTask) => Promise<void>> = {
    activity: (task) => task.activity('search'),
    progress: (task) => task.progress(1),
    output: (task) => task.output('a'),
    clarify: (task) => task.clarify({ question: 'Which?' }),
    answerClarification: (task) => task.answerClarification(),
    complete: (task) => task.complete(),
    fail: (task) => task.fail('no network'),
    cancel: (task) => task.cancel(),
  }
  const ends: [string, (task: HostTask) => Promise<void>][] = [
    ['completed', (task) => task.complete()],
    ['failed', (task) => task.fail('no network')],
    ['cancelled', (task) => task.cancel()],
  ]

  it.each(ends)('is refused by a task that is %s, and changes nothing', async (status, end) => {
    const { task, plugin } = await start()
    await end(task)
    for (const [name, act] of Object.entries(verbs)) {
      await expect(act(task)).rejects.toThrow(`INVALID_ARGUMENT: ${name}() is not for a task that is ${status}.`)
    }
    expect(task.status).toBe(status)
    expect(plugin.got).toHaveLength(1)
  })

  it('of the agent is refused while the task waits for an answer', async () => {
    const { task } = await start()
    await task.clarify({ question: 'Which?' })
    for (const [name, act] of Object.entries(verbs)) {
      if (name === 'answerClarification' || name === 'cancel') continue
      await expect(act(task)).rejects.toThrow('call answerClarification() first')
    }
    await task.cancel()
  })

  it('of the agent is refused while the task is queued', async () => {
    const app = new AppWithTasks({ limits: { runningTasks: 0 } })
    app.dispatch()
    await expect(app.tasks.tasks.last.activity('search')).rejects.toThrow('raise limits.runningTasks')
  })

  it('answers no question that was not asked', async () => {
    const { task } = await start()
    await expect(task.answerClarification('This')).rejects.toThrow('call clarify() first')
  })

  it('that closes is for every task, and tells nothing of one that has ended', async () => {
    const { task, plugin } = await start()
    await task.complete()
    await task.close()
    await task.close()
    expect(plugin.types).toEqual([4])
    expect(task.status).toBe('completed')
  })
})
