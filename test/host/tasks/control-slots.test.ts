import { describe, expect, it } from 'vitest'
import type { SlotName } from '../../../src/abi/slots.js'
import { ID, startTask } from './app-with-tasks.js'

const slots: readonly (readonly [SlotName, string | null])[] = [
  ['dispatch_cancel', null],
  ['dispatch_interrupt', 'Enough'],
  ['send_draft', '{}'],
]

describe('dispatch_cancel', () => {
  it('stops a task', async () => {
    const { app, plugin } = await startTask()
    expect(app.call('dispatch_cancel', [ID.toLowerCase()])).toBeNull()
    await app.tasks.settle()
    expect(app.tasks.tasks.last.status).toBe('cancelled')
    expect(plugin.got).toEqual([[ID, 6, '{"title":"Fjords"}', expect.any(String)]])
  })

  it('makes a cancelled one of a task that has ended, and tells of it each time', async () => {
    const { app, plugin } = await startTask()
    await app.tasks.tasks.last.complete()
    app.call('dispatch_cancel', [ID])
    app.call('dispatch_cancel', [ID])
    await app.tasks.settle()
    expect(app.tasks.tasks.last.status).toBe('cancelled')
    expect(plugin.types).toEqual([4, 6, 6])
  })
})

describe('dispatch_interrupt', () => {
  it('says something to the task, without white space around it, and ends it as completed', async () => {
    const { app, plugin } = await startTask()
    expect(app.call('dispatch_interrupt', [ID, ' Enough\n'])).toBeNull()
    await app.tasks.settle()
    expect(app.tasks.tasks.last.status).toBe('completed')
    expect(app.tasks.tasks.last.turns.at(-1)).toEqual({ role: 'user', content: 'Enough' })
    const payload = `{"output":"Enough","session_id":"${ID}","success":true,"summary":"Chat completed","title":"Fjords"}`
    expect(plugin.got).toEqual([[ID, 4, payload, expect.any(String)]])
  })

  it.each([null, '', ' \n'])('says nothing with the message %j, and ends the task', async (message) => {
    const { app, plugin } = await startTask()
    await app.tasks.tasks.last.output('So far')
    app.call('dispatch_interrupt', [ID, message])
    await app.tasks.settle()
    expect(app.tasks.tasks.last.turns.at(-1)).toEqual({ role: 'assistant', content: 'So far' })
    expect(plugin.types).toEqual([7, 4])
  })
})

describe('send_draft', () => {
  it.each([
    ['an object', '{"text":"a","b":1}', '{"draft":{"b":1,"text":"a"},"title":"Fjords"}'],
    ['an object without text', '{}', '{"draft":{},"title":"Fjords"}'],
    ['another JSON text', '["a"]', '{"title":"Fjords"}'],
    ['no JSON', '{oops', '{"title":"Fjords"}'],
    ['an empty text', '', '{"title":"Fjords"}'],
  ])('keeps %s as it is, and tells of an object', async (_, draft, payload) => {
    const { app, plugin } = await startTask()
    expect(app.call('send_draft', [ID, draft])).toBeNull()
    await app.tasks.settle()
    expect(app.tasks.tasks.last.draft).toBe(draft)
    expect(plugin.got).toEqual([[ID, 8, payload, expect.any(String)]])
  })
})

describe('a task', () => {
  it.each(slots)('of another plugin is not reached by %s', async (slot, text) => {
    const { app, plugin } = await startTask()
    expect(app.call(slot, [ID, text], { pluginId: 'traffic' })).toBeNull()
    await app.tasks.settle()
    expect(plugin.got).toEqual([])
    expect(app.tasks.tasks.last).toMatchObject({ status: 'running', draft: null })
  })

  it.each(slots.slice(1))('that has ended is not changed by %s', async (slot, text) => {
    const { app, plugin } = await startTask()
    await app.tasks.tasks.last.fail('no network')
    app.call(slot, [ID, text])
    await app.tasks.settle()
    expect(plugin.types).toEqual([5])
    expect(app.tasks.tasks.last).toMatchObject({ status: 'failed', draft: null })
  })

  it.each(slots)('is not reached by %s with an id that is none', async (slot, text) => {
    const { app, plugin } = await startTask()
    for (const id of [null, '', 'mine', ID.slice(1)]) expect(app.call(slot, [id, text])).toBeNull()
    await app.tasks.settle()
    expect(plugin.got).toEqual([])
  })

  it('has its draft replaced by the next, and is left alone by NULL', async () => {
    const { app } = await startTask()
    app.call('send_draft', [ID, 'one'])
    app.call('send_draft', [ID, 'two'])
    app.call('send_draft', [ID, null])
    expect(app.tasks.tasks.last.draft).toBe('two')
  })
})

describe('a reserved slot', () => {
  it('that is dispatch_clarify does nothing', async () => {
    const { app, plugin } = await startTask()
    await app.tasks.tasks.last.clarify({ question: 'Which?' })
    expect(app.call('dispatch_clarify', [ID, 'This'])).toBeNull()
    await app.tasks.settle()
    expect(app.tasks.tasks.last.status).toBe('waiting')
    expect(plugin.types).toEqual([3])
  })

  it.each([ID, 'mine'])('that is dispatch_add_issue answers not_supported for %j', async (id) => {
    const { app } = await startTask()
    const answer = '{"error":"not_supported","message":"Issues cannot be added to tasks."}'
    expect(app.call('dispatch_add_issue', [id, null])).toBe(answer)
  })

  it('that is dispatch_add_issue answers NULL for NULL', async () => {
    const { app } = await startTask()
    expect(app.call('dispatch_add_issue', [null, '{}'])).toBeNull()
  })
})
