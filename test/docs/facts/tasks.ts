import { modelled, open, reasons, type Section } from '../fact.js'

const requests = 'test/host/rules/request-rules.test.ts'
const dispatches = 'test/host/rules/dispatch-rules.test.ts'
const driver = 'test/plugin/plugin-driver.test.ts'

export const tasks: readonly Section[] = [
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
