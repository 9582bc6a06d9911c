import { modelled, open, reasons, type Section } from '../fact.js'

const upstream = 'test/upstream/suite.cjs'
const trampolines = 'native/test/trampoline_test.c'
const slots = 'native/test/slots_test.c'
const strings = 'native/test/strings_test.c'
const violations = 'test/host/violations.test.ts'
const answers = 'test/host/answers.test.ts'
const profiles = 'test/host/profile.test.ts'
const mixUps = 'test/host/rules/slot-mix-up.test.ts'
const config = 'test/host/rules/config-rules.test.ts'
const store = 'test/host/config.test.ts'
const storeInC = 'native/test/config_test.c'
const versions = 'test/plugin/abi-versions.test.ts'
const drops = 'native/test/drops_test.c'
const lifetime = 'test/host/rules/lifetime-rules.test.ts'
const logs = 'test/host/rules/log-rules.test.ts'
const dispatches = 'test/host/rules/dispatch-rules.test.ts'
const admission = 'test/host/http/admission.test.ts'
const http = 'test/host/http/http.test.ts'
const processing = 'test/plugin/web/processing.test.ts'

const layout: Section = {
  number: '1.1',
  name: 'The host table',
  facts: [
    modelled(
      'the table has 200 bytes: the version, then 24 pointers in the order of the slots',
      upstream,
      'layoutMatchesFrozenCABI',
    ),
    modelled('the version is 6', upstream, 'hostAPIPointerAdvertisesV6'),
    modelled(
      'an older table ends where its version ended',
      trampolines,
      'a table of ABI version 2 to 6 ends where that version ended',
    ),
    modelled(
      'a plugin of an older version finds the slots of its version, and no others',
      versions,
      'hands out a table of that version, with the slots that it had',
    ),
    modelled('a version 1 plugin has no table', 'test/host/install.test.ts', 'of abiVersion 1 throws NO_HOST_TABLE'),
    modelled(
      'each slot has its C signature',
      'test/host/host-api.test.ts',
      '%s calls the slot %s with its arguments in order',
    ),
    modelled(
      'a free_string that lands in log_structured, since slot 23 was left out, is told from a log',
      storeInC,
      'free_string that lands in log_structured is recognised before the other registers are touched',
    ),
    modelled(
      'a plugin whose copy of the table leaves out slot 23 is told by name, with the strings it meant to free',
      mixUps,
      'names the strings whose free_string landed in log_structured',
    ),
    modelled(
      'several signs of mixed-up slots are named together',
      mixUps,
      'is probable when signs of two kinds come together, and the single violations stay',
    ),
    open(
      'slots of one signature that are swapped are told apart',
      'no call shows it: the arguments of the one are good arguments of the other',
    ),
    modelled(
      'dispatch_clarify and dispatch_add_issue are reserved',
      dispatches,
      'is broken by dispatch_clarify and dispatch_add_issue',
    ),
  ],
}

const nulls: Section = {
  number: '1.2',
  name: 'NULL, and what each slot does',
  facts: [
    modelled('config_get of NULL answers NULL', violations, 'config_get without key'),
    modelled('config_set with a NULL does nothing', violations, 'config_set without value'),
    modelled('config_delete of NULL does nothing', violations, 'config_delete without key'),
    modelled('db_exec of NULL answers NULL', violations, 'db_exec without sql'),
    modelled('db_query of NULL answers NULL', violations, 'db_query without sql'),
    modelled('params may be NULL', violations, 'db_query without params'),
    modelled('log of NULL does nothing', violations, 'log without message'),
    modelled('dispatch of NULL answers NULL', violations, 'dispatch without request'),
    modelled('task_status of NULL answers NULL', violations, 'task_status without id'),
    modelled('dispatch_cancel of NULL does nothing', violations, 'dispatch_cancel without id'),
    modelled('dispatch_clarify with a NULL does nothing', violations, 'dispatch_clarify without response'),
    modelled('complete of NULL answers NULL', violations, 'complete without request'),
    modelled('complete_stream of NULL answers NULL', violations, 'complete_stream without request'),
    modelled(
      'complete_stream takes NULL for on_chunk',
      'native/test/slot_call_test.c',
      'each slot is called by its number, with level and texts',
    ),
    modelled('embed of NULL answers NULL', violations, 'embed without request'),
    modelled('http_request of NULL answers NULL', violations, 'http_request without request'),
    modelled('file_read of NULL answers NULL', violations, 'file_read without request'),
    modelled('send_draft with a NULL does nothing', violations, 'send_draft without draft'),
    modelled(
      'dispatch_interrupt without a task does nothing; its message may be NULL',
      violations,
      'dispatch_interrupt without message',
    ),
    modelled(
      'dispatch_add_issue without a task answers NULL; the issue may be NULL',
      violations,
      'dispatch_add_issue without issue',
    ),
    modelled('complete_cancel of NULL does nothing', violations, 'complete_cancel without id'),
    modelled(
      'log_structured without a message does nothing; the payload may be NULL',
      violations,
      'log_structured without payload',
    ),
    modelled('free_string of NULL does nothing', strings, 'R11: free_string of NULL is no bad free'),
    modelled(
      'every NULL is refused by each slot that wants a value',
      slots,
      'NULL in the first place is refused by each slot that has one, whatever is prepared',
    ),
    modelled('config_get answers the value itself, not JSON', store, 'answers a text as it was written'),
    modelled(
      'config_get answers NULL for a key that is missing',
      store,
      'finds what config_set wrote for the same agent',
    ),
    modelled(
      'config_get answers NULL without an agent and for the Default agent, config_set and config_delete do nothing',
      store,
      'loses what is written for the agent %s, and reads NULL',
    ),
    modelled('config_get without an agent is a violation', config, 'says that a read answers NULL and a write is lost'),
    modelled(
      'dispatch answers `{"id":UUID,"status":"running"}`',
      answers,
      'dispatch answers a fresh running task each time',
    ),
    modelled(
      'get_active_agent_id answers NULL where no agent is bound',
      slots,
      'R5: the agent is answered on the thread that installed, NULL in the background',
    ),
    modelled('a payload of log_structured that is no JSON object is mere text: a violation', logs, 'is broken by %j'),
    modelled('dispatch_add_issue always answers not_supported', profiles, '%s does what the table of profiles says'),
    modelled('free_string works on any thread', strings, 'R11: a string may come back on another thread'),
    modelled(
      'strings may go to free() of libc instead',
      strings,
      'R11: a string freed by libc counts as freed when its address is handed out again',
    ),
    modelled(
      'without a context a slot that returns JSON answers context_unavailable, and config_get NULL',
      storeInC,
      'as in the app, calls of the entry function have no context',
    ),
    modelled(
      'a call that comes when its host has ended finds no context either',
      drops,
      'R7: a late call of each slot is kept with its arguments and answers as no host',
    ),
    open(
      'such a call answers context_unavailable for dispatch and http_request too',
      'what reaches no host is answered as in the Swift kit: NULL (rule R7)',
    ),
    modelled(
      'a call of the entry function is told which answer it gets there',
      lifetime,
      'says what the slot does there, and hides other rules: the call has no effect',
    ),
  ],
}

const effects: Section = {
  number: '1.3',
  name: 'Side effects in the app',
  facts: [
    open(
      'every call but those of config, database, agent and free_string writes a row of the Insights view',
      reasons.app,
    ),
    open('error codes become HTTP statuses in those rows', reasons.app),
    modelled('log levels are 0 to 4', logs, 'is broken by level %i'),
    open('void slots warn once in the log of the app', reasons.app),
    open('complete and complete_stream write into the chat history, dispatch opens a task', reasons.app),
  ],
}

const limits: Section = {
  number: '1.4',
  name: 'Limits',
  facts: [
    modelled(
      'a config value has at most 1 MiB of UTF-8; one byte more is a violation',
      config,
      'is broken by one byte more',
    ),
    modelled('a larger config value is dropped', storeInC, 'a value of 1 MiB is kept, one of a byte more is lost'),
    modelled('it is its bytes that count', store, 'loses a value above 1 MiB, in bytes'),
    modelled(
      'the database of a plugin has at most 100 MiB',
      'test/host/storage/open-database.test.ts',
      'max_page_count',
    ),
    modelled(
      '10 dispatches a minute, for each plugin and agent',
      'test/host/tasks/dispatch-slot.test.ts',
      'is refused after 10 in 60 seconds, for each plugin and agent',
    ),
    modelled(
      '2 inference calls at once, for each plugin',
      'test/host/inference/inference.test.ts',
      'refuses a third one of any slot, until one of them is over',
    ),
    modelled('60 HTTP requests a minute, for each plugin and agent', admission, 'is 60 requests in any 60 seconds'),
    modelled('HTTP bodies have at most 50,000,000 bytes', admission, 'of a body are 50,000,000 bytes at most'),
    modelled('an HTTP request takes 30 s, at most 300 s', http, '300 s at most'),
    modelled('it follows 20 redirects', http, 'are followed 20 times, and are an error after that'),
    modelled(
      'file_read reads at most 50,000,000 bytes',
      'test/host/files/file-read.test.ts',
      'begins above 50,000,000 bytes',
    ),
    open(
      'async slots give up after 1800 s, those of tasks after 30 s',
      'a responder is given up after `responderTimeout` instead',
    ),
    modelled('handle_route has 30 s', processing, 'that takes longer than the app waits is answered 500, and runs on'),
    modelled(
      'routes without an owner share 100 requests a minute',
      processing,
      'holds for routes of none and verify together',
    ),
    modelled('requests to routes have at most 32 MiB', processing, 'is at most 32 MiB of body, else 413'),
    modelled('they have at most 200 headers', processing, 'is at most 200 headers, else 431'),
    modelled('their headers have at most 1 MiB', processing, 'is at most 1 MiB of headers, else 431'),
    open(
      'tool calls inside inference have 120 s each, and there are 30 rounds of them',
      'no model runs, and no tool: both are part of the answer that the test prepares',
    ),
    open(
      'a plugin that does not end within 60 s is left alone',
      '`plugin.destroy()` has what is left of the time limit of its test, and the destroy at the end of a test 2 s',
    ),
  ],
}

export const hostTable: readonly Section[] = [layout, nulls, effects, limits]
