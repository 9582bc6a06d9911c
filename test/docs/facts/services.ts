import { type Fact, modelled, open, reasons, type Section } from '../fact.js'

const requests = 'test/host/rules/request-rules.test.ts'
const dispatches = 'test/host/rules/dispatch-rules.test.ts'
const driver = 'test/plugin/plugin-driver.test.ts'
const configRules = 'test/host/rules/config-rules.test.ts'
const store = 'test/host/config.test.ts'
const storeInC = 'native/test/config_test.c'
const deliveries = 'test/plugin/config-deliveries.test.ts'

const http: readonly Section[] = [
  {
    number: '6.1',
    name: 'http_request: the request',
    facts: [
      modelled('is a JSON object: else a violation', requests, 'is broken by %s with text that is no JSON'),
      modelled('has a method and a url: else a violation', requests, 'is broken by %s with %j'),
      open('headers, body, encoding, timeout and redirects have defaults', reasons.http),
      open('headers of which one is no text are ignored as a whole', reasons.http),
      open('a body in broken base64 is not sent, without an error', reasons.http),
      open('the User-Agent names the app and the plugin', reasons.http),
    ],
  },
  {
    number: '6.2',
    name: 'http_request: the response',
    facts: [
      open('has body, encoding, elapsed time, lower-case headers and status', reasons.http),
      open('a body that is no UTF-8 is base64', reasons.http),
      open('a status other than 2xx is no error', reasons.http),
    ],
  },
  {
    number: '6.3',
    name: 'http_request: checks and errors',
    facts: [
      open('invalid_request, ssrf_blocked, rate limit and size are checked in this order', reasons.http),
      open('rate_limit_exceeded has retry_after_ms, errors of the network elapsed_ms', reasons.http),
      open('errors of the network have codes of their own', reasons.http),
    ],
  },
  {
    number: '6.4',
    name: 'http_request: addresses that are blocked',
    facts: [
      open('local and private addresses, by their text', reasons.http),
      open('a host of four numbers is an address, whatever stands behind it', reasons.http),
    ],
  },
  {
    number: '6.5',
    name: 'http_request: redirects',
    facts: [
      open('are followed by hand, each checked', reasons.http),
      open('301, 302 and 303 become GET without a body, 307 and 308 stay', reasons.http),
      open('are an error after 20', reasons.http),
      open('lose Authorization and Cookie when they leave the origin', reasons.http),
    ],
  },
]

const inference: readonly Section[] = [
  {
    number: '7.1',
    name: 'Inference: the request',
    facts: [
      modelled('has a model and messages: else a violation', requests, 'is broken by %s with %j'),
      modelled('agent_id and agent_address are ignored: a violation', requests, 'is broken by %s with agent_id'),
      modelled(
        'works without an agent, and for the Default agent',
        dispatches,
        'is not broken by inference, which the app does without an agent too',
      ),
      open('a third call at once is plugin_busy', reasons.inference),
    ],
  },
  {
    number: '7.2',
    name: 'complete',
    facts: [
      open('answers a chat.completion', reasons.inference),
      open('names the tools that it called and the artifacts that they shared', reasons.inference),
      open('has error codes of its own', reasons.inference),
    ],
  },
  {
    number: '7.3',
    name: 'complete_stream',
    facts: [
      open('calls on_chunk in sequence, before it returns', reasons.inference),
      open('each chunk has the same id; on_chunk gets user_data as it was', reasons.inference),
      open('tells of tool calls in chunks that are not the end', reasons.inference),
      open('a stream that was cancelled answers what there was so far', reasons.inference),
      open('ends with a terminator chunk, but for an engine that threw', reasons.inference),
      open('complete_cancel ends a stream; one that comes before the start is lost', reasons.inference),
    ],
  },
  {
    number: '7.4',
    name: 'embed',
    facts: [
      modelled('takes a text or several: else a violation', requests, 'is not broken by several texts to embed'),
      open('answers vectors of numbers', reasons.inference),
    ],
  },
  { number: '7.5', name: 'list_models', facts: [open('answers the models of the app', reasons.inference)] },
]

const tasks: readonly Section[] = [
  {
    number: '8.1',
    name: 'dispatch',
    facts: [
      modelled('wants a prompt that is not blank: else a violation', requests, 'is broken by %s with %j'),
      modelled('agent_id and agent_address are ignored: a violation', requests, 'is broken by %s with agent_id'),
      modelled(
        'wants an agent, which is not the Default agent: else a violation',
        dispatches,
        'is broken for the Default agent',
      ),
      open('answers built_in_agent_not_exposable without one', reasons.tasks),
      open('takes the id of the request', reasons.tasks),
      open('a dispatch that is one too many answers rate_limit_exceeded', reasons.tasks),
      open('keeps the tools that the plugin may use, and drops the others', reasons.tasks),
      open('continues the conversation of a session_id', reasons.tasks),
      open('queues a task when five run', reasons.tasks),
    ],
  },
  {
    number: '8.2',
    name: 'Whose task it is',
    facts: [open('a plugin sees and controls its own tasks only', reasons.tasks)],
  },
  {
    number: '8.3',
    name: 'task_status and list_active_tasks',
    facts: [
      open('answer the state of a task, with what is known of it', reasons.tasks),
      open('a task that waits is shown as running', reasons.tasks),
      open('the active ones are those that are queued, run or wait', reasons.tasks),
      open('unknown and malformed ids have codes', reasons.tasks),
    ],
  },
  {
    number: '8.4',
    name: 'Control of tasks',
    facts: [
      open('a malformed id, or that of another plugin, does nothing', reasons.tasks),
      open('dispatch_cancel stops, dispatch_interrupt sends a message', reasons.tasks),
      modelled(
        'a draft that is no JSON object is left out of its event: a violation',
        requests,
        'is broken by a draft that is no object, which the app keeps to itself',
      ),
    ],
  },
  {
    number: '8.5',
    name: 'on_task_event',
    facts: [
      modelled(
        'types 0 to 8 have names; ids are in upper case, payloads sorted',
        driver,
        'sends names as their numbers, the task id in upper case, and the payload as sorted JSON',
      ),
      modelled(
        'other types may come',
        driver,
        'passes a number that has no name, and a payload that is text, as they are',
      ),
      open('STARTED is held back until dispatch has returned', reasons.tasks),
      open('events of one task come in order', 'the driver makes the calls that the test makes'),
      open('tasks send their events of their own accord', reasons.tasks),
    ],
  },
]

const files: Section = {
  number: '9',
  name: 'file_read',
  facts: [
    modelled('wants a path: else a violation', requests, 'is broken by %s with %j'),
    open('reads below ~/.osaurus/artifacts/ only', reasons.files),
    open('answers base64 with a MIME type by the ending', reasons.files),
    open('the path is looked at before the file', reasons.files),
    open('access_denied, not_found, file_too_large and read_error', reasons.files),
  ],
}

const stored: readonly Fact[] = [
  modelled('belongs to an agent', store, 'finds what config_set wrote for the same agent'),
  modelled(
    'belongs to a plugin',
    storeInC,
    "what was set before a plugin has an id becomes its own, and nobody else's",
  ),
  modelled(
    'ids of agents are compared in either case',
    store,
    'takes an agent id for the same in upper and in lower case',
  ),
  modelled("reads fall back to the Default agent's value", store, "falls back to the Default agent's value"),
  modelled(
    'writes and deletes touch only the exact agent, so after a delete the default shows',
    storeInC,
    "a value of the Default agent is everybody's, and shows again after a delete",
  ),
  modelled(
    'without an agent a read answers NULL and a write is lost',
    storeInC,
    'as in the app, config of no agent and of the Default agent is lost and reads NULL',
  ),
  modelled('such a call is a violation', configRules, 'says that a read answers NULL and a write is lost'),
  modelled('the Default agent counts as none', configRules, 'is broken for the Default agent'),
  modelled('a value above 1 MiB is dropped', store, 'loses a value above 1 MiB, in bytes'),
  modelled('such a value is a violation', configRules, 'counts bytes of UTF-8, not characters'),
  modelled('the empty text is a value', store, 'answers a text as it was written'),
  modelled('config survives a reload of the plugin', deliveries, 'starts anew upon a reload, over the same config'),
]

const delivered: readonly Fact[] = [
  modelled('a push has a key and a value', driver, 'calls on_config_changed with key and value'),
  modelled(
    'what the user saves is delivered to on_config_changed for its agent',
    deliveries,
    'is delivered to on_config_changed for its agent',
  ),
  modelled(
    'a write of the plugin does not call its own on_config_changed',
    deliveries,
    'of the plugin itself is not delivered, and does not count as delivered',
  ),
  modelled('a delete is delivered as the empty text', deliveries, 'that clears a value is delivered as an empty text'),
  modelled(
    'a value that was delivered last, to that agent for that key, is not delivered again',
    deliveries,
    'is not delivered again while it is what was delivered last',
  ),
  modelled(
    'what was delivered last is forgotten at shutdown',
    deliveries,
    'starts anew upon a reload, over the same config',
  ),
  modelled(
    'a loaded plugin gets a snapshot of the fields that it declares and that have a value, for each agent',
    deliveries,
    'get the declared fields that have a value, when the plugin is loaded',
  ),
  modelled(
    "the snapshot has the agent's value, else that of the Default agent",
    deliveries,
    'get the declared fields that have a value, when the plugin is loaded',
  ),
  open('a field without a value is sent with its default', 'it is, and no test shows it yet'),
  modelled(
    'defaults of fields become texts, numbers as Swift writes them',
    'test/plugin/config-fields.test.ts',
    '%j is sent as %s',
  ),
  modelled(
    'an agent that is added gets a snapshot',
    deliveries,
    'get them when they are added, and again when they reconnect',
  ),
  modelled(
    'an agent that reconnects gets it again, whatever was delivered before',
    deliveries,
    'get them when they are added, and again when they reconnect',
  ),
  modelled(
    'an agent that is removed gets tunnel_url as the empty text, then its config is wiped',
    deliveries,
    'lose the tunnel, then their config, when they are removed',
  ),
  modelled(
    'plugins with routes get tunnel_url, the URL or the empty text',
    deliveries,
    'is delivered to plugins with routes, up and down, and can be read',
  ),
  modelled('a tunnel that is up is part of the snapshot', deliveries, 'that is up already is delivered upon loading'),
  modelled(
    'config_get reads tunnel_url too',
    deliveries,
    'is delivered to plugins with routes, up and down, and can be read',
  ),
  modelled(
    'plugins without routes do not get tunnel_url',
    'test/host/app-config.test.ts',
    'tells a plugin without routes nothing of the tunnel',
  ),
  modelled(
    'a plugin without on_config_changed is sent nothing',
    deliveries,
    'is only stored when the plugin does not listen',
  ),
  open('the settings view checks what the user enters against the validation of its field', reasons.app),
]

const config: Section = { number: '10', name: 'Config', facts: [...stored, ...delivered] }

export const services: readonly Section[] = [...http, ...inference, ...tasks, files, config]
