import { modelled, open, reasons, type Section } from '../fact.js'

const driver = 'test/plugin/plugin-driver.test.ts'
const loader = 'test/plugin/loader-errors.test.ts'
const agents = 'test/plugin/agents.test.ts'
const lifetime = 'test/host/rules/lifetime-rules.test.ts'
const strings = 'test/host/strings.test.ts'
const versions = 'test/plugin/abi-versions.test.ts'
const tables = 'test/plugin/plugin-table.test.ts'
const tools = 'test/plugin/tool-arguments.test.ts'
const deliveries = 'test/plugin/config-deliveries.test.ts'
const storeInC = 'native/test/config_test.c'
const stringsInC = 'native/test/strings_test.c'

const table: Section = {
  number: '2',
  name: 'The plugin table',
  facts: [
    modelled(
      'free_string, init, destroy, get_manifest and invoke must be there',
      loader,
      'with NULL in its table names the missing pointers',
    ),
    modelled(
      'the v1 table has five pointers, and nothing behind them is read',
      driver,
      'has no other callbacks, and nothing behind its table is touched',
    ),
    modelled(
      'a library with the v1 entry alone is loaded, without a host table',
      driver,
      'loads without a host table, and runs tools',
    ),
    modelled('a v1 plugin runs in a newer host', versions, 'is entered without a table'),
    modelled('a host of version 1 knows the v1 entry alone', versions, 'does not know the second entry'),
    modelled(
      'a v1 plugin is loaded, called and destroyed by a host of version 1',
      versions,
      'loads a plugin by its first entry, calls it and destroys it',
    ),
    modelled(
      'a table of the v2 entry has 72 bytes: one that ends after five pointers is refused',
      tables,
      'that ends after five pointers',
    ),
    modelled(
      'a version of 0 counts as 2: a violation',
      tables,
      'that is whole and has no version is loaded, as in the app',
    ),
    modelled('a version that is none is refused', tables, 'in memory of its own is judged by its version alone'),
    modelled(
      'optional callbacks that are NULL are not called',
      driver,
      'rejects with CALLBACK_MISSING, which says what to fill',
    ),
    modelled(
      'NULL from init is a failure, and destroy is not called',
      loader,
      'whose init returns NULL is not destroyed: there is nothing to destroy',
    ),
    modelled('on a failure after init destroy is called', loader, 'whose manifest is NULL is destroyed'),
    modelled(
      'the library is not closed after destroy',
      'test/plugin/images.test.ts',
      'is entered anew at each load, and its globals live on',
    ),
    modelled(
      'strings of the host come back through free_string, each once',
      strings,
      'counts what the host handed out and got back',
    ),
    modelled(
      'a string that comes back twice is kept with all three places: handed out, freed, freed again',
      stringsInC,
      'R11: a second free is recognised and does no harm',
    ),
    modelled(
      'a string that comes back twice is told with the callbacks of both sides',
      strings,
      'shows a second free, which does no harm',
    ),
    modelled(
      'a pointer that the host never handed out is left alone',
      stringsInC,
      'R11: a pointer that no host handed out is refused and left alone',
    ),
    modelled(
      'a string that comes back twice is a violation',
      'test/host/rules/bad-free.test.ts',
      'says where a string that comes back twice was handed out and freed first',
    ),
    modelled(
      'a string that the host never handed out is a violation',
      'test/host/rules/bad-free.test.ts',
      'says of an address that no host handed it out',
    ),
    modelled(
      'strings of the plugin are given back to its own free_string, each once',
      driver,
      'are given back, each once',
    ),
    modelled(
      'results of invoke and handle_route are given back as soon as they are copied',
      tools,
      'are given back once each, through its own free_string',
    ),
    open(
      'arguments of callbacks are gone when the callback has returned',
      'they are given back, but a plugin that reads them later is not caught yet',
    ),
    modelled(
      'artifacts are shared by invoke("artifact", "share", payload)',
      driver,
      'passes its strings as they are, and gives back what came',
    ),
    modelled(
      'NULL from invoke is an error',
      driver,
      'rejects with NULL_RESULT when the plugin returns NULL; invokeSync throws it',
    ),
    modelled(
      "_secrets, the agent's config, is added to the arguments of a tool",
      tools,
      "get the agent's config as _secrets, next to the model's own",
    ),
    modelled(
      '_secrets is left out without an agent, for the Default agent, and when it is empty',
      tools,
      'get no _secrets without an agent, for the Default agent, or when there are none',
    ),
    modelled('_context has the working directory', tools, 'get the working directory as _context'),
    modelled(
      'arguments that are no object are left as they are',
      tools,
      'stay as they are when they are no object, in invokeRaw, and as upstream has them',
    ),
  ],
}

const frames: Section = {
  number: '3.1',
  name: 'What is bound in which callback',
  facts: [
    modelled(
      'a call in the entry function finds no context: a violation',
      lifetime,
      'is broken by a plugin that logs in its entry function, and not by what it does later',
    ),
    modelled(
      'a call in the entry function has no effect',
      storeInC,
      'as in the app, calls of the entry function have no context',
    ),
    modelled(
      'entry, init, get_manifest and destroy have no agent',
      agents,
      'in entry, init, get_manifest and destroy, also when the host has one',
    ),
    modelled(
      'a config push has the agent that it is for',
      deliveries,
      'is delivered to on_config_changed for its agent',
    ),
    modelled('a task event has the agent of its call', agents, '%s is the one in its options'),
    modelled(
      'a route has the agent that its request names',
      'test/plugin/web/processing.test.ts',
      'that of its header before that of its query',
    ),
    modelled(
      'events of several tasks run side by side',
      'test/host/tasks/event-lines.test.ts',
      'of several tasks come side by side',
    ),
    modelled('two calls at once have their own agents', agents, 'of two calls side by side is that of each'),
    modelled('a tool call has the agent of the chat', agents, '%s is the one in its options'),
    modelled('an artifact call has no agent', agents, 'in an artifact call, also when the options have one'),
    modelled('calls of tools may overlap', driver, 'may be called again while a call is in progress'),
    open(
      'tools that require accessibility or automation run one at a time',
      'the driver makes the calls that the test makes',
    ),
    modelled(
      'on_chunk has no agent',
      'test/host/inference/plugin-streams.test.ts',
      'gets its chunks one after the other, with its user_data and without an agent, and then the answer',
    ),
    modelled("the plugin's own threads have no agent", agents, 'does not reach threads of the plugin'),
    modelled('a binding is cleared when its callback returns', agents, 'is what get_active_agent_id answers, verbatim'),
    modelled(
      'callbacks run on native threads, never on the one of the caller',
      driver,
      'happens on native threads, never on the JS thread',
    ),
    modelled('destroy waits for callbacks in progress', driver, 'waits for calls in progress, as the app does'),
  ],
}

const agentId: Section = {
  number: '3.2',
  name: 'get_active_agent_id',
  facts: [
    modelled('answers the agent of the callback, as it is', agents, 'is what get_active_agent_id answers, verbatim'),
    modelled(
      'answers NULL on a thread of the plugin',
      'test/host/answers.test.ts',
      'is NULL on a background thread, whatever is configured (R5)',
    ),
    modelled(
      'needs no context, so it may be called in the entry function',
      lifetime,
      'is not broken by slots that work without a context',
    ),
    modelled(
      'answers in upper case',
      'test/plugin/agents.test.ts',
      'is answered in upper case when it is a UUID, as the app writes it',
    ),
  ],
}

const context: Section = {
  number: '3.3',
  name: 'Whose call it is',
  facts: [
    modelled(
      'a call in a callback belongs to the plugin of that callback',
      'native/test/job_test.c',
      'a frame speaks to its own host, though others are installed',
    ),
    modelled(
      'a background call goes to the one host there is',
      'native/test/install_test.c',
      'R4: a background call goes to the only installed host',
    ),
    open(
      'a background call goes to the plugin that was called last',
      'with several hosts it is dropped and reported: never misrouted (rule R4)',
    ),
    modelled(
      'config on a thread of the plugin has no agent: a violation',
      'test/host/rules/config-rules.test.ts',
      'is broken on a thread of the plugin',
    ),
    modelled(
      'dispatch on a thread of the plugin has no agent: a violation',
      'test/host/rules/dispatch-rules.test.ts',
      'is broken on a thread of the plugin',
    ),
    modelled(
      'after destroy the context is gone: a call of a thread that is left is a violation',
      lifetime,
      'is broken by a thread that speaks when destroy has returned',
    ),
    modelled('inside destroy the slots still work', lifetime, 'is not broken by calls before and inside destroy'),
  ],
}

const pushes: Section = {
  number: '3.4',
  name: 'on_config_changed',
  facts: [
    modelled(
      'never two at once, first in first out',
      deliveries,
      'waits its turn, in order, and never overlaps another one',
    ),
    open('a batch is delivered as one, and no other delivery comes in between', 'it is, and no test mixes batches yet'),
    open('may run beside tools, routes and task events', 'the driver makes the calls that the test makes'),
    modelled('deliveries after shutdown are dropped', deliveries, 'is only stored once the plugin is destroyed'),
    modelled(
      'deliveries that were queued before shutdown still run',
      deliveries,
      'is emptied before the plugin is destroyed',
    ),
  ],
}

const probe: Section = {
  number: '3.5',
  name: 'The ABI probe',
  facts: [
    modelled(
      'a loaded plugin gets __osaurus_abi_probe__ once, before any config',
      deliveries,
      "is sent first, once, with a fresh UUID, under the profile 'production'",
    ),
    modelled(
      'its value is a fresh UUID at each load',
      deliveries,
      "is sent first, once, with a fresh UUID, under the profile 'production'",
    ),
    modelled(
      'it is for the first agent',
      deliveries,
      "is sent first, once, with a fresh UUID, under the profile 'production'",
    ),
    modelled(
      'it is for the Default agent where there is no other',
      deliveries,
      'is sent for the Default agent when there is no other',
    ),
    modelled(
      'a plugin of version 1, or without on_config_changed, is not sent it',
      deliveries,
      'is not sent to a plugin that does not listen',
    ),
    modelled(
      'the profiles that are not the app leave it out, and a test may switch it off',
      deliveries,
      'is not sent otherwise, nor where it is switched off',
    ),
    open('a marker lies beside the plugins while it runs, and a crash makes a quarantine of it', reasons.app),
  ],
}

export const plugin: readonly Section[] = [table, frames, agentId, context, pushes, probe]
