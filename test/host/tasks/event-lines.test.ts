import { describe, expect, it } from 'vitest'
import { AppWithTasks, ID, Listener } from './app-with-tasks.js'

const OTHER = 'BBBBBBBB-0000-4000-8000-00000000000B'

/** A plugin that returns from `on_task_event` when the test says so. */
class SlowListener extends Listener {
  readonly #returns: (() => void)[] = []

  override async sendTaskEvent(...event: [string, number, string, string | null]): Promise<void> {
    await super.sendTaskEvent(...event)
    await new Promise<void>((resolve) => {
      this.#returns.push(resolve)
    })
  }

  /** Lets the oldest callback return, and what follows from it happen. */
  async return(): Promise<void> {
    this.#returns.shift()?.()
    await turn()
  }
}

class DeafListener extends Listener {
  override readonly hasTaskEvents = false
}

class BrokenListener extends Listener {
  override async sendTaskEvent(_: string, type: number): Promise<void> {
    throw new Error(`event ${type}`)
  }
}

/** All that can happen now has happened. */
function turn(): Promise<void> {
  return new Promise((resolve) => void setImmediate(resolve))
}

describe('STARTED', () => {
  it('is held back until dispatch has returned, and all other events behind it', async () => {
    let release = () => {}
    const app = new AppWithTasks({
      whenReturned: () =>
        new Promise((resolve) => {
          release = resolve
        }),
    })
    const plugin = new Listener()
    app.tasks.add(plugin)
    app.dispatch({ id: ID, title: 'Fjords' })
    const activity = app.tasks.tasks.last.activity('search')
    await turn()
    expect(plugin.got).toEqual([])
    expect(app.tasks.tasks.last.events.map(({ type }) => type)).toEqual(['started', 'activity'])
    release()
    await activity
    expect(plugin.types).toEqual([0, 1])
    expect(plugin.got[0]?.[2]).toBe('{"status":"running","title":"Fjords"}')
  })

  it('waits for the very call that dispatched the task', async () => {
    const waitedFor: number[] = []
    const app = new AppWithTasks({
      whenReturned: async ({ key }) => {
        waitedFor.push(key)
      },
    })
    app.dispatch({ prompt: '' })
    app.dispatch()
    expect(waitedFor).toEqual([1])
  })

  it('is sent also when the call never returns to the plugin', async () => {
    const app = new AppWithTasks({ whenReturned: () => Promise.reject(new Error('the thread is gone')) })
    const plugin = new Listener()
    app.tasks.add(plugin)
    app.dispatch()
    await app.tasks.settle()
    expect(plugin.types).toEqual([0])
  })

  it('says that a queued task runs', async () => {
    const app = new AppWithTasks({ limits: { runningTasks: 0 } })
    const plugin = new Listener()
    app.tasks.add(plugin)
    app.dispatch()
    await app.tasks.settle()
    expect(plugin.got.map(([, type, payload]) => [type, payload])).toEqual([[0, '{"status":"running","title":"Chat"}']])
  })
})

describe('events', () => {
  it('of one task come one at a time, in order', async () => {
    const app = new AppWithTasks()
    const plugin = new SlowListener()
    app.tasks.add(plugin)
    app.dispatch({ id: ID })
    const done = app.tasks.tasks.last.complete()
    app.call('dispatch_cancel', [ID])
    const seen: number[] = []
    for (let count = 0; count < 3; count++) {
      await turn()
      seen.push(plugin.got.length)
      await plugin.return()
    }
    await done
    expect(seen).toEqual([1, 2, 3])
    expect(plugin.types).toEqual([0, 4, 6])
  })

  it('of several tasks come side by side', async () => {
    const app = new AppWithTasks()
    const plugin = new SlowListener()
    app.tasks.add(plugin)
    app.dispatch({ id: ID })
    app.dispatch({ id: OTHER })
    await turn()
    expect(plugin.got.map(([id]) => id)).toEqual([ID, OTHER])
  })

  it('of two plugins do not wait for each other, though their tasks have one id', async () => {
    const app = new AppWithTasks()
    const [weather, traffic] = [new SlowListener('weather'), new SlowListener('traffic')]
    app.tasks.add(weather)
    app.tasks.add(traffic)
    app.dispatch({ id: ID })
    app.dispatch({ id: ID }, { pluginId: 'traffic' })
    await turn()
    expect([weather.types, traffic.types]).toEqual([[0], [0]])
  })

  it('of a conversation that goes on stay in order', async () => {
    const app = new AppWithTasks()
    const plugin = new SlowListener()
    app.tasks.add(plugin)
    app.dispatch({ session_id: 'chat 7' })
    const done = app.tasks.tasks.last.complete()
    app.dispatch({ session_id: 'chat 7' })
    await turn()
    expect(plugin.types).toEqual([0])
    await plugin.return()
    await plugin.return()
    await done
    expect(plugin.types).toEqual([0, 4, 0])
  })

  it('go to the plugin that dispatched the task, for the agent of the task', async () => {
    const app = new AppWithTasks()
    const [weather, traffic] = [new Listener('weather'), new Listener('traffic')]
    app.tasks.add(weather)
    app.tasks.add(traffic)
    app.dispatch({ id: ID }, { pluginId: 'traffic', agentId: null })
    await app.tasks.settle()
    expect(weather.got).toEqual([])
    expect(traffic.got).toEqual([[ID, 0, expect.any(String), null]])
  })

  it('go nowhere when the plugin has no on_task_event, or has gone', async () => {
    const app = new AppWithTasks()
    const [deaf, gone] = [new DeafListener(), new Listener('traffic')]
    app.tasks.add(deaf)
    app.tasks.add(gone)
    app.tasks.remove(gone)
    app.dispatch()
    app.dispatch({}, { pluginId: 'traffic' })
    for (const task of app.tasks.tasks) await task.complete()
    expect([...deaf.got, ...gone.got]).toEqual([])
    expect(app.tasks.tasks.last.events.map(({ type }) => type)).toEqual(['started', 'completed'])
  })

  it('go to a plugin that was loaded anew', async () => {
    const app = new AppWithTasks()
    const [old, reloaded] = [new Listener(), new Listener()]
    app.tasks.add(old)
    app.dispatch()
    await app.tasks.settle()
    app.tasks.remove(old)
    app.tasks.add(reloaded)
    await app.tasks.tasks.last.complete()
    expect([old.types, reloaded.types]).toEqual([[0], [4]])
  })
})

describe('a plugin that fails', () => {
  it('fails the verb that sent the event, and no later event', async () => {
    const app = new AppWithTasks()
    const plugin = new Listener()
    app.tasks.add(plugin)
    app.dispatch()
    await app.tasks.settle()
    const broken = new BrokenListener()
    app.tasks.add(broken)
    await expect(app.tasks.tasks.last.activity('search')).rejects.toThrow('event 1')
    app.tasks.remove(broken)
    await app.tasks.tasks.last.complete()
    await app.tasks.settle()
    expect(plugin.types).toEqual([0, 4])
  })

  it('fails settle, once, where no verb was there to fail', async () => {
    const app = new AppWithTasks()
    app.tasks.add(new BrokenListener())
    app.dispatch({ id: ID })
    await expect(app.tasks.tasks.settle()).rejects.toThrow('event 0')
    await app.tasks.tasks.settle()
    app.call('send_draft', [ID, '{}'])
    app.call('dispatch_cancel', [ID])
    await expect(app.tasks.tasks.settle()).rejects.toThrow('2 events of tasks were not delivered.')
  })
})

describe('what events ran into that no verb was there for', () => {
  it('is told by each plugin for itself, once', async () => {
    const app = new AppWithTasks()
    const [weather, traffic] = [new BrokenListener('weather'), new BrokenListener('traffic')]
    app.tasks.add(weather)
    app.tasks.add(traffic)
    app.dispatch()
    app.dispatch({}, { pluginId: 'traffic' })
    app.call('dispatch_cancel', [app.tasks.tasks.last.id], { pluginId: 'traffic' })
    await app.tasks.settle()
    expect(app.tasks.takeFailures(weather)).toEqual([new Error('event 0')])
    expect(app.tasks.takeFailures(weather)).toEqual([])
    await expect(app.tasks.tasks.settle()).rejects.toThrow('2 events of tasks were not delivered.')
    expect(app.tasks.takeFailures(traffic)).toEqual([])
  })
})

describe('settle', () => {
  it('waits for the events that events lead to', async () => {
    const app = new AppWithTasks()
    class Redispatching extends Listener {
      override async sendTaskEvent(...event: [string, number, string, string | null]): Promise<void> {
        await super.sendTaskEvent(...event)
        if (this.got.length < 3) app.dispatch()
      }
    }
    const plugin = new Redispatching()
    app.tasks.add(plugin)
    app.dispatch()
    await app.tasks.settle()
    expect(plugin.types).toEqual([0, 0, 0])
  })

  it('waits no longer than it may', async () => {
    const app = new AppWithTasks()
    const plugin = new SlowListener()
    app.tasks.add(plugin)
    app.dispatch()
    await app.tasks.settle(1)
    expect(plugin.types).toEqual([0])
  })
})
