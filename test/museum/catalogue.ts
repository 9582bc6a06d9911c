import type { Piece } from './piece.js'

const violations = { failOn: ['violations'] } as const
const leaks = { failOn: ['leaks'] } as const
const leftovers = { failOn: ['leftovers'] } as const

/** Tests that several pieces have in common. */
const greets = `
  await host.config.set('name', 'Ada', { agentId: AGENT })
  const result = await plugin.invoke('greet', {}, { agentId: AGENT })
  expect(result).toSucceed({ greeting: 'Hello, Ada!' })
`
const echoes = `
  expect(await plugin.invoke('echo', { city: 'Oslo' })).toSucceed({ city: 'Oslo' })
`
const searches = `
  expect(await plugin.invoke('search', { query: 'milk' })).toSucceed()
`
const posts = `
  const response = await plugin.handleRoute({ method: 'POST', path: '/notes' })
  expect(response).toMatchObject({ status: 200, body: 'POST' })
`
const hooks = `
  const response = await plugin.handleRoute({ method: 'POST', path: '/hook' })
  expect(response.status).toBe(204)
`

/** Every defect that a plugin was given, and what must find it. */
export const catalogue: readonly Piece[] = [
  // Strings
  {
    name: 'skipped_slot',
    test: greets,
    options: violations,
    caughtBy: ['SLOT_MIX_UP'],
    says: /free_string of the plugin lands in log_structured/,
    follows: ['LEAKED_STRINGS'],
  },
  {
    name: 'own_free',
    test: greets,
    options: leaks,
    caughtBy: ['LEAKED_STRINGS'],
    says: /not returned through free_string/,
  },
  {
    name: 'leaked_answer',
    test: `
  host.on.http_request.reply({ status: 503, body: '' })
  expect(await plugin.invoke('rate')).toFailWith('unavailable')
`,
    options: leaks,
    caughtBy: ['LEAKED_STRINGS'],
    says: /http_request/,
  },
  {
    name: 'double_free',
    test: `
  host.on.http_request.reply({ status: 503, body: '' })
  expect(await plugin.invoke('forecast')).toFailWith('unavailable')
`,
    caughtBy: ['BAD_FREES'],
    says: /freed before[\s\S]* of http_request/,
  },
  {
    name: 'foreign_free',
    test: `
  expect(await plugin.invoke('save', { title: 'shopping', text: 'milk' }, { agentId: AGENT })).toSucceed()
  expect(host).toHavePersistedConfig('note:shopping', 'milk', { agentId: AGENT })
`,
    caughtBy: ['BAD_FREES'],
    says: /never handed out by a host/,
  },

  // The library and its table
  {
    name: 'misnamed_entry',
    test: echoes,
    caughtBy: ['ENTRY_NOT_FOUND'],
    says: /osaurus_plugin_v2_entry/,
  },
  {
    name: 'exact_version',
    test: echoes,
    caughtBy: ['ENTRY_RETURNED_NULL'],
    says: /The entry function of libmuseum_exact_version/,
  },
  {
    name: 'no_free_string',
    test: `
  expect(await plugin.invoke('roll')).toSucceed(4)
`,
    caughtBy: ['MISSING_POINTERS'],
    says: /missing +free_string\n/,
  },
  {
    name: 'no_destroy',
    test: echoes,
    caughtBy: ['MISSING_POINTERS'],
    says: /missing +destroy\n/,
  },
  {
    name: 'no_invoke',
    test: `
  const response = await plugin.handleRoute({ path: '/page' })
  expect(response).toMatchObject({ status: 200, body: 'hello' })
`,
    caughtBy: ['MISSING_POINTERS'],
    says: /missing +invoke\n/,
  },
  {
    name: 'short_table',
    test: echoes,
    caughtBy: ['TABLE_TOO_SHORT'],
    says: /ends after five pointers, as in version 1/,
    platform: 'linux',
  },
  {
    name: 'no_version',
    test: echoes,
    options: violations,
    caughtBy: ['TABLE_WITHOUT_VERSION'],
    says: /says version 0, which the app takes for 2/,
  },
  {
    name: 'newer_slot',
    test: `
  expect(await plugin.invoke('search')).toSucceed({ hits: 3 })
`,
    options: { abiVersion: 4 },
    caughtBy: ['PLUGIN_CRASHED'],
    says: /a function pointer that is NULL was called\n/,
  },
  {
    name: 'token_to_start',
    test: `
  await host.config.set('bot_token', 'T1', { agentId: AGENT })
  expect(await plugin.invoke('check', {}, { agentId: AGENT })).toSucceed({ token: 'present' })
`,
    options: violations,
    caughtBy: ['INIT_FAILED', 'CONFIG_WITHOUT_AGENT'],
    says: /config_get of "bot_token" was called in init, which never has an agent/,
  },

  // The manifest
  {
    name: 'manifest_in_file',
    test: echoes,
    caughtBy: ['NO_MANIFEST'],
    says: /get_manifest of libmuseum_manifest_in_file/,
  },
  {
    name: 'id_mismatch',
    test: `
  const weather = await host.load(LIBRARY, { pluginId: 'com.example.weather' })
  expect(await weather.invoke('echo', { city: 'Oslo' })).toSucceed({ city: 'Oslo' })
`,
    caughtBy: ['PLUGIN_ID_MISMATCH'],
    says: /"com.example.Weather".*"com.example.weather"/,
  },
  {
    name: 'duplicate_tool',
    test: searches,
    caughtBy: ['DUPLICATE_TOOL_ID'],
    says: /capabilities.tools\[1\].id is "search "/,
  },
  {
    name: 'empty_tool',
    test: searches,
    caughtBy: ['EMPTY_TOOL_ID'],
    says: /capabilities.tools\[1\].id is empty/,
  },
  {
    name: 'duplicate_route',
    test: posts,
    caughtBy: ['DUPLICATE_ROUTE_ID'],
    says: /capabilities.routes\[1\].id is "notes"/,
  },
  {
    name: 'empty_route',
    test: posts,
    caughtBy: ['EMPTY_ROUTE_ID'],
    says: /capabilities.routes\[1\].id is empty/,
  },
  {
    name: 'route_in_web',
    test: `
  const response = await plugin.handleRoute({ path: plugin.manifest.capabilities.routes[0].path })
  expect(response).toMatchObject({ status: 200, body: '[]' })
`,
    caughtBy: ['ROUTE_IN_WEB_MOUNT'],
    says: /"\/app\/api\/notes", which lies inside the web mount "\/app"/,
  },
  {
    name: 'no_handle_route',
    test: hooks,
    caughtBy: ['CALLBACK_MISSING'],
    says: /no handle_route: the pointer in its table is NULL/,
  },
  {
    name: 'unknown_auth',
    test: hooks,
    caughtBy: ['INVALID_MANIFEST'],
    says: /capabilities.routes\[0\].auth/,
  },

  // Config and agents
  {
    name: 'token_in_init',
    test: `
  await host.config.set('bot_token', 'T1', { agentId: AGENT })
  host.on.http_request.reply({ status: 200, body: '' })
  expect(await plugin.invoke('send', { text: 'hi' }, { agentId: AGENT })).toSucceed({ sent: 'hi' })
`,
    options: violations,
    caughtBy: ['toSucceed', 'CONFIG_WITHOUT_AGENT'],
    says: /config_get of "bot_token" was called in init, which never has an agent/,
  },
  {
    name: 'config_from_thread',
    test: `
  host.on.http_request.reply({ status: 200, body: 's3cret' })
  await plugin.configChanged('bot_token', 'T1', { agentId: AGENT })
  await host.until(({ calls }) => calls.to('config_set').length > 0)
  expect(host).toHavePersistedConfig('webhook_secret', 's3cret', { agentId: AGENT })
`,
    options: violations,
    caughtBy: ['toHavePersistedConfig', 'CONFIG_WITHOUT_AGENT'],
    says: /config_set of "webhook_secret" was called on background thread/,
  },
  {
    name: 'shared_cache',
    test: `
  await host.config.set('region', 'eu', { agentId: AGENT })
  await host.config.set('region', 'us', { agentId: OTHER_AGENT })
  expect(await plugin.invoke('list_prices', {}, { agentId: AGENT })).toSucceed({ region: 'eu' })
  expect(await plugin.invoke('list_prices', {}, { agentId: OTHER_AGENT })).toSucceed({ region: 'us' })
`,
    caughtBy: ['toSucceed'],
    says: /expected the tool to succeed with result \{.*us.*\}\s+it succeeded with result \{.*eu.*\}/,
  },
  {
    name: 'registers_again',
    test: `
  host.on.http_request.reply({ status: 200, body: '{}' })
  await host.config.set('bot_token', 'T1', { agentId: AGENT })
  await host.agents.add(AGENT)
  expect(await plugin.invoke('status')).toSucceed({ bot: 'on' })
  await host.agents.reconnect(AGENT)
  expect(host).toHaveCalledHostTimes('http_request', 1)
`,
    caughtBy: ['toHaveCalledHostTimes'],
    says: /expected the host to have got 1 call to http_request\nit got 2 calls/,
  },
  {
    name: 'empty_token',
    test: `
  await plugin.configChanged('bot_token', '', { agentId: AGENT })
  expect(host).not.toHaveRequestedHTTP()
`,
    caughtBy: ['toHaveRequestedHTTP'],
    says: /expected the host not to have requested anything/,
  },
  {
    name: 'huge_setting',
    test: `
  const text = 'x'.repeat(2 ** 20)
  expect(await plugin.invoke('remember', { text }, { agentId: AGENT })).toSucceed(true)
`,
    options: violations,
    caughtBy: ['CONFIG_VALUE_TOO_LARGE'],
    says: /config_set of "history" got a value of 1,048,577 bytes/,
  },
  {
    name: 'null_value',
    test: `
  await host.config.set('session', 'S1', { agentId: AGENT })
  expect(await plugin.invoke('sign_out', {}, { agentId: AGENT })).toSucceed()
  expect(host).toHaveDeletedConfig('session')
`,
    options: violations,
    caughtBy: ['toHaveDeletedConfig', 'NULL_ARGUMENT'],
    says: /config_set was called with NULL for value/,
  },

  // Threads
  {
    name: 'endless_thread',
    test: `
  await plugin.invoke('watch')
  await host.until(({ logs }) => logs.contains('looked for news'))
`,
    options: leftovers,
    caughtBy: ['LEFTOVER_THREADS'],
    says: /watcher/,
    follows: ['CALL_AFTER_DESTROY'],
    isRestless: true,
  },
  {
    name: 'late_goodbye',
    test: `
  await plugin.invoke('watch')
  await plugin.destroy()
  await host.until(({ logs }) => logs.contains('no more news'))
`,
    options: violations,
    caughtBy: ['CALL_AFTER_DESTROY'],
    says: /log was called on background thread .*after destroy had returned/,
    follows: ['LEFTOVER_THREADS'],
    isRestless: true,
  },
  {
    name: 'never_unlocks',
    test: `
  host.on.http_request.reply({ status: 404, body: '' })
  expect(await plugin.invoke('look_up')).toFailWith('unavailable')
  expect(await plugin.invoke('look_up', {}, { timeout: 500 })).toFailWith('unavailable')
`,
    caughtBy: ['CALL_TIMED_OUT'],
    says: /invoke "look_up" did not return within 500 ms/,
    isRestless: true,
  },
  {
    name: 'dispatch_from_thread',
    test: `
  const message = { method: 'POST', path: '/message', body: 'hi' }
  const response = await plugin.handleRoute(message, { agentId: AGENT })
  expect(response.status).toBe(202)
  expect(host).toHaveDispatched({ prompt: 'hi' })
`,
    options: violations,
    caughtBy: ['DISPATCH_WITHOUT_AGENT'],
    says: /dispatch was called on background thread/,
  },

  // Requests
  {
    name: 'unescaped_request',
    test: `
  host.on.http_request.reply({ status: 200, body: '2 hits' })
  const result = await plugin.invoke('search', { query: 'the "best" pizza' })
  expect(result).toSucceed({ found: '2 hits' })
`,
    options: violations,
    caughtBy: ['MALFORMED_REQUEST'],
    says: /http_request got text that is no JSON/,
  },
  {
    name: 'no_method',
    test: `
  host.on.http_request.reply({ status: 200, body: 'hello' })
  expect(await plugin.invoke('fetch')).toSucceed({ page: 'hello' })
`,
    options: violations,
    caughtBy: ['MISSING_REQUEST_FIELD'],
    says: /"method" is missing/,
  },
  {
    name: 'agent_in_request',
    test: `
  expect(await plugin.invoke('start', { prompt: 'tidy up' }, { agentId: AGENT })).toSucceed()
  expect(host).toHaveDispatched({ prompt: 'tidy up' })
`,
    options: violations,
    caughtBy: ['AGENT_KEYS_IN_REQUEST'],
    says: /"agent_id"/,
  },
  {
    name: 'named_params',
    test: `
  host.on.db_query.reply({ columns: ['text'], rows: [['milk']] })
  const result = await plugin.invoke('find', { id: 7 }, { agentId: AGENT })
  expect(result).toSucceed({ rows: [['milk']] })
`,
    options: violations,
    caughtBy: ['PARAMS_IGNORED'],
    says: /db_query got an object as params/,
  },
  {
    name: 'reserved_slot',
    test: `
  await plugin.taskEvent(TASK, 'clarification', { question: 'Shall I?' }, { agentId: AGENT })
  expect(host).toHaveLogged('answered a question')
`,
    options: violations,
    caughtBy: ['RESERVED_SLOT'],
    says: /dispatch_clarify was called, which is reserved/,
  },

  // Logs
  {
    name: 'syslog_level',
    test: `
  expect(await plugin.invoke('look_up')).toSucceed()
  expect(host).toHaveLogged('looked it up')
`,
    options: violations,
    caughtBy: ['LOG_LEVEL_OUT_OF_RANGE'],
    says: /log got the level 7/,
  },
  {
    name: 'text_payload',
    test: `
  expect(await plugin.invoke('look_up')).toSucceed()
  expect(host).toHaveLogged('looked it up')
`,
    options: violations,
    caughtBy: ['LOG_PAYLOAD_NOT_AN_OBJECT'],
    says: /"hits=3"/,
  },
  {
    name: 'cut_text',
    test: `
  expect(await plugin.invoke('read', { text: 'It is sunny in Århus' })).toSucceed()
  expect(host).toHaveLogged(/^It is sunny in/)
`,
    options: violations,
    caughtBy: ['INVALID_UTF8'],
    says: /log got message in bytes that are no UTF-8/,
  },
  {
    name: 'call_in_entry',
    test: `
  expect(await plugin.invoke('echo', { city: 'Oslo' })).toSucceed({ city: 'Oslo' })
`,
    options: violations,
    caughtBy: ['CALL_DURING_ENTRY'],
    says: /log was called in the entry function/,
  },

  // Answers
  {
    name: 'error_without_ok',
    test: `
  expect(await plugin.invoke('forecast', {})).toFailWith('invalid_args', /city/)
`,
    caughtBy: ['toFailWith'],
    says: /it succeeded with result/,
  },
  {
    name: 'pretty_envelope',
    test: `
  expect(await plugin.invoke('forecast', {})).toFailWith('invalid_args', /city/)
`,
    options: { profile: 'production', ...violations },
    caughtBy: ['ENVELOPE_MISMATCH'],
    says: /The answer is a failure, and the app takes it for no envelope/,
  },
  {
    name: 'null_answer',
    test: `
  expect(await plugin.invoke('define', { word: 'dodo' })).toSucceed({ meaning: null })
`,
    caughtBy: ['NULL_RESULT'],
    says: /invoke "define" returned NULL/,
  },
  {
    name: 'route_without_status',
    test: `
  const response = await plugin.handleRoute({ path: '/state' })
  expect(response.status).toBe(200)
`,
    caughtBy: ['INVALID_RESPONSE'],
    says: /status/,
  },
]
