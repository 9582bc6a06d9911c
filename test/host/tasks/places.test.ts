import { expect, it } from 'vitest'
import { AppWithTasks, BOB } from './app-with-tasks.js'

function statuses(app: AppWithTasks): readonly string[] {
  return app.tasks.tasks.all.map(({ status }) => status)
}

it('a sixth task is queued, though dispatch says that it runs, and starts when one of five ends', async () => {
  const app = new AppWithTasks()
  for (let count = 0; count < 5; count++) app.dispatch()
  const sixth = app.ask('dispatch', ['{"prompt":"Look"}'])
  expect(sixth.status).toBe('running')
  expect(app.ask('task_status', [String(sixth.id)]).status).toBe('queued')
  await app.tasks.tasks.all[2]?.complete()
  expect(statuses(app)).toEqual(['running', 'running', 'completed', 'running', 'running', 'running'])
})

it.each([
  ['fails', async (app: AppWithTasks) => app.tasks.tasks.all[0]?.fail('no network')],
  ['is cancelled by the user', async (app: AppWithTasks) => app.tasks.tasks.all[0]?.cancel()],
  ['is closed', async (app: AppWithTasks) => app.tasks.tasks.all[0]?.close()],
  [
    'is cancelled by its plugin',
    async (app: AppWithTasks) => app.call('dispatch_cancel', [app.tasks.tasks.all[0]?.id ?? null]),
  ],
  [
    'is interrupted',
    async (app: AppWithTasks) => app.call('dispatch_interrupt', [app.tasks.tasks.all[0]?.id ?? null, null]),
  ],
])('the next one starts when a task %s', async (_, end) => {
  const app = new AppWithTasks({ limits: { runningTasks: 1 } })
  app.dispatch()
  app.dispatch()
  app.dispatch()
  expect(statuses(app)).toEqual(['running', 'queued', 'queued'])
  await end(app)
  expect(statuses(app).slice(1)).toEqual(['running', 'queued'])
})

it('a task that waits for an answer holds no place, and goes on at once when it has it', async () => {
  const app = new AppWithTasks({ limits: { runningTasks: 1 } })
  app.dispatch()
  app.dispatch()
  const [first] = app.tasks.tasks
  await first?.clarify({ question: 'Which?' })
  expect(statuses(app)).toEqual(['waiting', 'running'])
  await first?.answerClarification('This')
  expect(statuses(app)).toEqual(['running', 'running'])
})

it('each agent has its own limit, and holds up nobody else', () => {
  const app = new AppWithTasks({ limits: { runningTasksPerAgent: 1 } })
  app.dispatch()
  app.dispatch()
  app.dispatch({}, { agentId: BOB })
  expect(statuses(app)).toEqual(['running', 'queued', 'running'])
})

it('the limit of an agent counts the tasks of all plugins', () => {
  const app = new AppWithTasks({ limits: { runningTasksPerAgent: 1 } })
  app.dispatch()
  app.dispatch({}, { pluginId: 'traffic' })
  expect(statuses(app)).toEqual(['running', 'queued'])
})

it('a queued task that is cancelled never runs', async () => {
  const app = new AppWithTasks({ limits: { runningTasks: 1 } })
  app.dispatch()
  app.dispatch()
  await app.tasks.tasks.last.cancel()
  await app.tasks.tasks.all[0]?.complete()
  expect(statuses(app)).toEqual(['completed', 'cancelled'])
  expect(app.tasks.tasks.last.turns).toEqual([])
})
