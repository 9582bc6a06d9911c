const { host, plugin } = require('osaurus-mockhost')
const { hostOptions } = require('osaurus-mockhost/jest')

const AGENT = '7B1E7C5A-3F0E-4C55-9A55-0D6A3D1C9E11'

/** What the plugin has in its database from an earlier day. */
const twoNotes = `
  CREATE TABLE notes (id INTEGER PRIMARY KEY, text TEXT NOT NULL, reminder TEXT);
  INSERT INTO notes (text) VALUES ('Buy milk'), ('Call Ada');
`

beforeEach(() => {
  host.activeAgentId = AGENT
})

describe('the tool add_note', () => {
  test('keeps the note in the database', async () => {
    const result = await plugin.invoke('add_note', { text: 'Buy milk' })

    expect(result).toSucceed({ id: 1 })
    expect(host).toHaveExecutedSQL(/insert into notes/i, ['Buy milk'])
    expect(host.db.all('SELECT text FROM notes')).toEqual([{ text: 'Buy milk' }])
  })

  test('adds to what is there', async () => {
    host.db.seed(twoNotes)

    expect(await plugin.invoke('add_note', { text: 'Sleep' })).toSucceed({ id: 3 })
  })

  test('makes its tables at the first note, and once', async () => {
    await plugin.invoke('add_note', { text: 'Buy milk' })
    await plugin.invoke('add_note', { text: 'Call Ada' })

    const made = [...host.statements].filter(({ sql }) => sql.startsWith('CREATE TABLE'))
    expect(made).toHaveLength(2)
  })

  test('wants a text', async () => {
    expect(await plugin.invoke('add_note', { text: ' ' })).toFailWith('invalid_args')
    expect(host).not.toHaveExecutedSQL(/insert/i)
  })

  test('passes on what the database objects to', async () => {
    host.on.db_exec.reply({ error: 'database or disk is full' })

    const result = await plugin.invoke('add_note', { text: 'Buy milk' })

    expect(result).toFailWith('execution_error', /disk is full/)
  })
})

describe('the tool list_notes', () => {
  test('lists the notes in order', async () => {
    host.db.seed(twoNotes)

    expect(await plugin.invoke('list_notes')).toSucceed({
      notes: [
        { id: 1, text: 'Buy milk', reminder: null },
        { id: 2, text: 'Call Ada', reminder: null },
      ],
    })
  })

  test('has no notes in the beginning', async () => {
    expect(await plugin.invoke('list_notes')).toSucceed({ notes: [] })
  })

  test('gives back what was written, whatever the characters', async () => {
    const text = 'She said "Grüß dich" \\ 100 %\n\tand rang the bell \u0007'
    await plugin.invoke('add_note', { text })

    expect(await plugin.invoke('list_notes')).toSucceed({ notes: [{ id: 1, text, reminder: null }] })
  })
})

describe('the tool summarise', () => {
  test('puts the pieces of the stream together, and logs how it gets on', async () => {
    host.db.seed(twoNotes)
    host.on.complete_stream.reply({ content: ['Two ', 'notes'] })

    const result = await plugin.invoke('summarise')

    expect(result).toSucceed({ summary: 'Two notes' })
    expect(host).toHaveLogged('summary goes on', { level: 'debug', payload: { bytes: 4 } })
    expect(host).toHaveLogged('summary goes on', { level: 'debug', payload: { bytes: 9 } })
  })

  test('asks the model that the user has chosen', async () => {
    host.db.seed(twoNotes)
    host.on.complete_stream.reply({ content: 'Two notes' })
    await host.config.set('model', 'qwen3-4b', { agentId: AGENT })

    await plugin.invoke('summarise')

    expect(host).toHaveRequestedCompletion({
      model: 'qwen3-4b',
      messages: [expect.objectContaining({ role: 'system' }), { role: 'user', content: '- Buy milk\n- Call Ada' }],
    })
  })

  test("asks the agent's own model unless the user has chosen", async () => {
    host.db.seed(twoNotes)
    host.on.complete_stream.reply({ content: 'Two notes' })

    await plugin.invoke('summarise')

    expect(host).toHaveRequestedCompletion({ model: 'default' })
  })

  test('takes no summary that was cut off', async () => {
    host.db.seed(twoNotes)
    host.on.complete_stream.reply({ content: 'Two ', error: { code: 'context_overflow' } })

    expect(await plugin.invoke('summarise')).toFailWith('unavailable', /context_overflow/)
  })

  test('asks nobody when there is nothing to sum up', async () => {
    expect(await plugin.invoke('summarise')).toSucceed({ summary: 'There are no notes.' })
    expect(host).not.toHaveRequestedCompletion()
  })
})

describe('the tool remind', () => {
  beforeEach(() => host.db.seed(twoNotes))

  const reminders = () => host.db.all('SELECT id, reminder FROM notes')
  const remind = () => plugin.invoke('remind', { note_id: 1, prompt: 'Write a cheerful reminder.' })

  test('starts a task, and puts what its agent writes into the note', async () => {
    const result = await remind()

    const task = host.tasks.last
    expect(result).toSucceed({ task_id: task.id })
    expect(host).toHaveDispatched({ title: 'Reminder', prompt: expect.stringContaining('Buy milk') })

    await task.activity('calendar')
    await task.complete({ output: 'The cow is waiting!' })

    expect(reminders()).toEqual([
      { id: 1, reminder: 'The cow is waiting!' },
      { id: 2, reminder: null },
    ])
  })

  test('logs why a task has failed, and leaves the note alone', async () => {
    await remind()

    await host.tasks.last.fail('no network')

    expect(host).toHaveLogged('reminder failed', { level: 'warn', payload: { reason: 'no network' } })
    expect(reminders()).toContainEqual({ id: 1, reminder: null })
  })

  test('forgets a task that the user has stopped', async () => {
    await remind()

    await host.tasks.last.cancel()

    expect(host.db.all('SELECT * FROM reminders')).toEqual([])
    expect(reminders()).toContainEqual({ id: 1, reminder: null })
  })

  test('forgets a task that the app does not start', async () => {
    host.on.dispatch.fail('rate_limit_exceeded')

    expect(await remind()).toFailWith('unavailable', /rate_limit_exceeded/)
    expect(host.db.all('SELECT * FROM reminders')).toEqual([])
  })

  test('wants a note that is there', async () => {
    const result = await plugin.invoke('remind', { note_id: 7, prompt: 'Write a cheerful reminder.' })

    expect(result).toFailWith('invalid_args')
    expect(host).not.toHaveDispatched()
  })
})

describe('the route /notes/:id', () => {
  const asOwner = () => ({ headers: { authorization: `Bearer ${host.accessKey}` } })

  test('answers a note as JSON', async () => {
    host.db.seed(twoNotes)

    const response = await plugin.fetch('/notes/2', asOwner())

    expect(response.status).toBe(200)
    expect(response.headers.get('content-type')).toBe('application/json')
    expect(await response.json()).toEqual({ id: 2, text: 'Call Ada', reminder: null })
  })

  test.each(['/notes/7', '/notes/milk', '/notes/1x'])('answers 404 to %s', async (path) => {
    host.db.seed(twoNotes)

    expect((await plugin.fetch(path, asOwner())).status).toBe(404)
  })

  test("is closed to whoever has not the owner's key", async () => {
    expect((await plugin.fetch('/notes/1')).status).toBe(401)
    expect(host).not.toHaveCalledHost('db_query')
  })
})

describe('the strings of the host', () => {
  hostOptions({ abiVersion: 6 }) // The plugin gives them to libc on older hosts, which have no free_string.

  test('come all back', async () => {
    host.db.seed(twoNotes)
    host.on.complete_stream.reply({ content: ['Two ', 'notes'] })
    await plugin.invoke('summarise')
    await plugin.invoke('remind', { note_id: 2, prompt: 'Write a cheerful reminder.' })
    await host.tasks.last.complete({ output: 'Ada waits.' })
    await plugin.destroy()

    expect(host.strings.handedOut).toBeGreaterThan(0)
    expect(host).toHaveFreedEveryString()
  })
})

test('the manifest is one that the app takes', async () => {
  expect(await plugin.invoke('list_notes')).toSucceed()
  expect(plugin.manifest).toBeAValidManifest()
})
