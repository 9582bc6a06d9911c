import { describe, expect, it } from 'vitest'
import { DEFAULT_AGENT_ID } from '../../../src/host/agent-id.js'
import { ADA, AppWithTasks, BOB, ID, Listener } from './app-with-tasks.js'

const uuid = /^[0-9A-F]{8}-[0-9A-F]{4}-4[0-9A-F]{3}-[0-9A-F]{4}-[0-9A-F]{12}$/

describe('dispatch', () => {
  it('starts a task, and answers its id', () => {
    const app = new AppWithTasks()
    const answer = app.call('dispatch', [`{"prompt":"Look","id":"${ID.toLowerCase()}","title":"Fjords"}`])
    expect(answer).toBe(`{"id":"${ID}","status":"running"}`)
    expect(app.tasks.tasks.last).toMatchObject({
      id: ID,
      title: 'Fjords',
      prompt: 'Look',
      pluginId: 'weather',
      agentId: ADA,
      request: { prompt: 'Look', id: ID.toLowerCase(), title: 'Fjords' },
      tools: null,
      folderBookmark: null,
      draft: null,
      sessionId: ID,
      status: 'running',
    })
  })

  it('makes an id when the request has none, or one that is no UUID', () => {
    const app = new AppWithTasks()
    const ids = [app.dispatch(), app.dispatch({ id: 'mine' })]
    expect(ids).toEqual([expect.stringMatching(uuid), expect.stringMatching(uuid)])
    expect(new Set(ids).size).toBe(2)
  })

  it('of NULL answers NULL and starts nothing', () => {
    const app = new AppWithTasks({ isStrict: true, limits: { dispatchesPerMinute: 0 } })
    expect(app.call('dispatch', [null])).toBeNull()
    expect(app.tasks.tasks.all).toEqual([])
  })

  it('is refused without an agent, and for the Default agent, as in the app', () => {
    const app = new AppWithTasks({ isStrict: true })
    const envelope = JSON.stringify({
      error: 'built_in_agent_not_exposable',
      message: `The built-in agent ${DEFAULT_AGENT_ID} takes no tasks of plugins (plugin/planDispatch).`,
    })
    for (const agentId of [null, DEFAULT_AGENT_ID]) {
      expect(app.call('dispatch', ['{"prompt":"Look"}'], { agentId })).toBe(envelope)
    }
    expect(app.tasks.tasks.all).toEqual([])
  })

  it('needs no agent where the rules of the app are not enforced', () => {
    const app = new AppWithTasks()
    app.dispatch({}, { agentId: null })
    app.dispatch({}, { agentId: DEFAULT_AGENT_ID })
    expect(app.tasks.tasks.all.map(({ agentId }) => agentId)).toEqual([null, DEFAULT_AGENT_ID])
  })

  it('looks at the request before the agent, and at the agent before the rate', () => {
    const app = new AppWithTasks({ isStrict: true, limits: { dispatchesPerMinute: 1 } })
    expect(app.refusal({ prompt: '' }, { agentId: null })).toBe('invalid_request')
    app.dispatch()
    expect(app.refusal({}, { agentId: null })).toBe('built_in_agent_not_exposable')
    expect(app.refusal({ prompt: '' })).toBe('invalid_request')
    expect(app.refusal()).toBe('rate_limit_exceeded')
  })

  it('is refused after 10 in 60 seconds, for each plugin and agent', () => {
    const app = new AppWithTasks({ isStrict: true })
    for (let count = 0; count < 10; count++) app.dispatch()
    expect(app.call('dispatch', ['{"prompt":"Look"}'])).toBe(
      '{"error":"rate_limit_exceeded","message":"Not more than 10 tasks a minute for a plugin and an agent."}',
    )
    expect(app.refusal({}, { agentId: BOB })).toBeUndefined()
    expect(app.refusal({}, { pluginId: 'traffic' })).toBeUndefined()
    app.clock.advance(60_000)
    expect(app.refusal()).toBeUndefined()
  })

  it('spends nothing of the rate when it is refused for another reason', () => {
    const app = new AppWithTasks({ isStrict: true, limits: { dispatchesPerMinute: 1 } })
    app.refusal({ prompt: '' })
    expect(app.refusal()).toBeUndefined()
  })

  it('lets a task use the tools of its plugin and those of the app', () => {
    const app = new AppWithTasks()
    app.tasks.add(new Listener('weather', ['forecast']))
    app.tasks.add(new Listener('traffic', ['jams']))
    app.tasks.tasks.builtInTools.add('web_search')
    app.dispatch({ tools: ['web_search', 'forecast', 'jams'] })
    expect(app.tasks.tasks.last.tools).toEqual(['web_search', 'forecast'])
    expect(app.tasks.tasks.last.droppedTools).toEqual(['jams'])
  })
})

describe('an id', () => {
  it('that an active task has names no second one', () => {
    const app = new AppWithTasks()
    expect(app.dispatch({ id: ID })).toBe(ID)
    expect(app.dispatch({ id: ID })).not.toBe(ID)
  })

  it('may be used again when its task has ended', async () => {
    const app = new AppWithTasks()
    app.dispatch({ id: ID })
    await app.tasks.tasks.last.complete()
    expect(app.dispatch({ id: ID })).toBe(ID)
  })

  it('that a task of another agent has, active or not, names no second one', async () => {
    const app = new AppWithTasks()
    app.dispatch({ id: ID })
    await app.tasks.tasks.last.complete()
    expect(app.dispatch({ id: ID }, { agentId: BOB })).not.toBe(ID)
    expect(app.ask('task_status', [ID]).status).toBe('completed')
  })

  it('may be that of two tasks of two plugins, which do not see each other', async () => {
    const app = new AppWithTasks()
    app.dispatch({ id: ID, title: 'one' })
    app.dispatch({ id: ID, title: 'two' }, { pluginId: 'traffic' })
    expect(app.ask('task_status', [ID]).title).toBe('one')
    expect(app.ask('task_status', [ID], { pluginId: 'traffic' }).title).toBe('two')
    app.call('dispatch_cancel', [ID])
    expect(app.tasks.tasks.all.map(({ status }) => status)).toEqual(['cancelled', 'running'])
    expect(app.tasks.tasks.find(ID, { pluginId: 'weather' })?.title).toBe('one')
  })
})

describe('a session_id', () => {
  it('continues its conversation, with its id and what was said', async () => {
    const app = new AppWithTasks()
    const id = app.dispatch({ session_id: 'chat 7', prompt: 'Hello' })
    await app.tasks.tasks.last.complete({ output: 'Hi' })
    expect(app.dispatch({ session_id: 'chat 7', prompt: 'More', id: ID })).toBe(id)
    expect(app.tasks.tasks.last.turns.map(({ content }) => content)).toEqual(['Hello', 'Hi', 'More', ''])
    expect(app.ask('task_status', [id]).status).toBe('running')
  })

  it('starts a new conversation while a task of that key is active', async () => {
    const app = new AppWithTasks()
    const first = app.dispatch({ session_id: 'chat 7' })
    await app.tasks.tasks.last.clarify({ question: 'Which?' })
    const second = app.dispatch({ session_id: 'chat 7', id: ID })
    expect(second).toBe(ID)
    for (const task of app.tasks.tasks.active) await task.cancel()
    expect(app.dispatch({ session_id: 'chat 7' })).toBe(second)
    expect(first).not.toBe(second)
  })

  it('starts a new conversation while another agent has a task of that key', async () => {
    const app = new AppWithTasks()
    const first = app.dispatch({ session_id: 'chat 7' })
    await app.tasks.tasks.last.complete()
    app.dispatch({ session_id: 'chat 7' }, { agentId: BOB })
    expect(app.dispatch({ session_id: 'chat 7' })).not.toBe(first)
  })

  it('starts a new conversation while a task runs under the id of the old one', async () => {
    const app = new AppWithTasks()
    const id = app.dispatch({ session_id: 'chat 7' })
    await app.tasks.tasks.last.complete()
    app.dispatch({ id })
    expect(app.dispatch({ session_id: 'chat 7' })).not.toBe(id)
  })

  it.each([
    ['agent', { agentId: BOB }],
    ['plugin', { pluginId: 'traffic' }],
  ])('is not that of another %s', async (_, caller) => {
    const app = new AppWithTasks()
    const id = app.dispatch({ session_id: 'chat 7' })
    await app.tasks.tasks.last.complete()
    expect(app.dispatch({ session_id: 'chat 7' }, caller)).not.toBe(id)
    await app.tasks.tasks.last.complete()
    expect(app.dispatch({ session_id: 'chat 7' })).toBe(id)
  })
})
