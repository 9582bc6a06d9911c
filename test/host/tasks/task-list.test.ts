import { describe, expect, it } from 'vitest'
import { AppWithTasks, ID } from './app-with-tasks.js'

describe('host.tasks', () => {
  it('has every task, oldest first, and those that are active', async () => {
    const app = new AppWithTasks()
    const { tasks } = app.tasks
    for (const title of ['one', 'two', 'three']) app.dispatch({ title })
    await tasks.all[1]?.complete()
    expect(tasks.all.map(({ title }) => title)).toEqual(['one', 'two', 'three'])
    expect(tasks.active.map(({ title }) => title)).toEqual(['one', 'three'])
    expect([...tasks]).toEqual(tasks.all)
    expect(tasks.last.title).toBe('three')
  })

  it('gives the same object for a task each time', () => {
    const app = new AppWithTasks()
    app.dispatch({ id: ID })
    const { tasks } = app.tasks
    expect(tasks.last).toBe(tasks.last)
    expect(tasks.find(ID)).toBe(tasks.last)
  })

  it('finds a task by its id, in either case, the newest first', async () => {
    const app = new AppWithTasks()
    const { tasks } = app.tasks
    app.dispatch({ id: ID, title: 'old' })
    await tasks.last.complete()
    app.dispatch({ id: ID, title: 'new' })
    expect(tasks.find(ID.toLowerCase())?.title).toBe('new')
    expect(tasks.find(ID, { pluginId: 'traffic' })).toBeUndefined()
    expect(tasks.find('mine')).toBeUndefined()
  })

  it('says what is missing when there is no last task', () => {
    const app = new AppWithTasks()
    app.refusal({ prompt: '' })
    expect(() => app.tasks.tasks.last).toThrow('INVALID_ARGUMENT: host 1 has no task')
  })
})
