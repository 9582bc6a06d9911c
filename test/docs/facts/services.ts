import { modelled, open, reasons, type Section } from '../fact.js'

const requests = 'test/host/rules/request-rules.test.ts'
const dispatches = 'test/host/rules/dispatch-rules.test.ts'
const driver = 'test/plugin/plugin-driver.test.ts'

const http: readonly Section[] = [
  {
    number: '6.1',
    name: 'http_request: the request',
    facts: [
      modelled('is a JSON object: else a violation', requests, 'is broken by %s with text that is no JSON'),
      modelled('has a method and a url: else a violation', requests, 'is broken by %s with %j'),
      open('headers, body, encoding, timeout and redirects have defaults', reasons.http),
      open('the User-Agent names the app and the plugin', reasons.http),
    ],
  },
  {
    number: '6.2',
    name: 'http_request: the response',
    facts: [
      open('has body, encoding, elapsed time, lower-case headers and status', reasons.http),
      open('a status other than 2xx is no error', reasons.http),
    ],
  },
  {
    number: '6.3',
    name: 'http_request: checks and errors',
    facts: [
      open('invalid_request, ssrf_blocked, rate limit and size are checked in this order', reasons.http),
      open('errors of the network have codes of their own', reasons.http),
    ],
  },
  {
    number: '6.4',
    name: 'http_request: addresses that are blocked',
    facts: [open('local and private addresses, by their text', reasons.http)],
  },
  {
    number: '6.5',
    name: 'http_request: redirects',
    facts: [
      open('are followed by hand, each checked', reasons.http),
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
      open('has error codes of its own', reasons.inference),
    ],
  },
  {
    number: '7.3',
    name: 'complete_stream',
    facts: [
      open('calls on_chunk in sequence, before it returns', reasons.inference),
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
      open('unknown and malformed ids have codes', reasons.tasks),
    ],
  },
  {
    number: '8.4',
    name: 'Control of tasks',
    facts: [
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
    open('access_denied, not_found, file_too_large and read_error', reasons.files),
  ],
}

const config: Section = {
  number: '10',
  name: 'Config',
  facts: [
    modelled(
      'belongs to an agent: for none a read answers NULL and a write is lost, a violation',
      'test/host/rules/config-rules.test.ts',
      'says that a read answers NULL and a write is lost',
    ),
    modelled(
      'the Default agent counts as none',
      'test/host/rules/config-rules.test.ts',
      'is broken for the Default agent',
    ),
    open('reads fall back to the value of the Default agent', reasons.config),
    modelled(
      'a value above 1 MiB is dropped: a violation',
      'test/host/rules/config-rules.test.ts',
      'counts bytes of UTF-8, not characters',
    ),
    open('a write of the plugin does not call its own on_config_changed', 'nothing is pushed but what the test pushes'),
    modelled('a push has a key and a value', driver, 'calls on_config_changed with key and value'),
    open('a loaded plugin gets a snapshot of its fields for each agent', reasons.config),
    open('a value that was delivered last is not delivered again', reasons.config),
    open('a delete is delivered as the empty text', 'the test pushes what it likes'),
    open('defaults of fields become texts', reasons.config),
  ],
}

export const services: readonly Section[] = [...http, ...inference, ...tasks, files, config]
