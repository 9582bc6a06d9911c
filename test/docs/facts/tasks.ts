import { type Fact, modelled, open, type Section } from '../fact.js'

const requests = 'test/host/rules/request-rules.test.ts'
const dispatches = 'test/host/rules/dispatch-rules.test.ts'
const driver = 'test/plugin/plugin-driver.test.ts'
const request = 'test/host/tasks/dispatch-request.test.ts'
const tools = 'test/host/tasks/chosen-tools.test.ts'
const dispatch = 'test/host/tasks/dispatch-slot.test.ts'
const places = 'test/host/tasks/places.test.ts'
const status = 'test/host/tasks/status-slots.test.ts'
const control = 'test/host/tasks/control-slots.test.ts'
const events = 'test/host/tasks/event-lines.test.ts'
const verbs = 'test/host/tasks/task.test.ts'

const isRefused = 'of %s is refused'
const isRead = 'has its %s read as the app does'
const ofTask = 'of a task that %s'
const arrives = '%s is sent with its payload, and has arrived when the verb resolves'

const requestFacts: readonly Fact[] = [
  modelled('wants a prompt that is not blank: else a violation', requests, 'is broken by %s with %j'),
  modelled('a request that is no object, or has no prompt, answers invalid_request', request, isRefused),
  modelled('a task without a title is called Chat', request, 'is called Chat when it has no title'),
  modelled('an id that is no UUID, a blank session_id and a bad folder_bookmark count as none', request, isRead),
  modelled('agent_id and agent_address are ignored: a violation', requests, 'is broken by %s with agent_id'),
  modelled('tools are trimmed, and blanks, repetitions and what is no text left out', tools, 'reads %s'),
  modelled(
    'keeps the tools that the plugin may use, and drops the others',
    dispatch,
    'lets a task use the tools of its plugin and those of the app',
  ),
  open('knows the names of the tools of the app', 'the test names those it needs: `host.tasks.builtInTools`'),
]

const dispatchFacts: readonly Fact[] = [
  modelled(
    'wants an agent, which is not the Default agent: else a violation',
    dispatches,
    'is broken for the Default agent',
  ),
  modelled(
    'answers built_in_agent_not_exposable without one',
    dispatch,
    'is refused without an agent, and for the Default agent, as in the app',
  ),
  modelled(
    'checks the request first, then the agent, then the rate',
    dispatch,
    'looks at the request before the agent, and at the agent before the rate',
  ),
  modelled(
    'a dispatch that is one too many answers rate_limit_exceeded',
    dispatch,
    'is refused after 10 in 60 seconds, for each plugin and agent',
  ),
  modelled('takes the id of the request', dispatch, 'starts a task, and answers its id'),
  modelled(
    'makes an id when the request has none',
    dispatch,
    'makes an id when the request has none, or one that is no UUID',
  ),
  open(
    'an id that is taken already',
    'unknown; here that of an active task, or of one of another agent, is replaced by a fresh one',
  ),
  modelled(
    'continues the conversation of a session_id',
    dispatch,
    'continues its conversation, with its id and what was said',
  ),
  modelled('a conversation belongs to a plugin and an agent', dispatch, 'is not that of another %s'),
  modelled(
    'starts a new conversation while a task of its key is active, of whatever agent',
    dispatch,
    'starts a new conversation while another agent has a task of that key',
  ),
  modelled(
    'queues a task when five run, and answers running all the same',
    places,
    'a sixth task is queued, though dispatch says that it runs, and starts when one of five ends',
  ),
  modelled('an agent has five places, too', places, 'each agent has its own limit, and holds up nobody else'),
  modelled(
    'only tasks that run take a place',
    places,
    'a task that waits for an answer holds no place, and goes on at once when it has it',
  ),
  open('a task that has its answer waits for a place', 'unknown; here it goes on at once'),
  open(
    'task_limit_reached, host_timeout and missing_agent_context',
    'no call of the simulator leads there: the test prepares such an answer',
  ),
]

export const tasks: readonly Section[] = [
  { number: '8.1', name: 'dispatch', facts: [...requestFacts, ...dispatchFacts] },
  {
    number: '8.2',
    name: 'Whose task it is',
    facts: [
      modelled(
        'a plugin sees its own tasks only, of all agents',
        status,
        'does not find a task of another plugin, but one of another agent',
      ),
      modelled('a plugin controls its own tasks only', control, 'of another plugin is not reached by %s'),
      modelled(
        'two plugins may have tasks of one id',
        dispatch,
        'may be that of two tasks of two plugins, which do not see each other',
      ),
      modelled(
        'a task that has ended can be cancelled, again and again',
        control,
        'makes a cancelled one of a task that has ended, and tells of it each time',
      ),
      modelled('a task that has ended takes no draft and no message', control, 'that has ended is not changed by %s'),
    ],
  },
  {
    number: '8.3',
    name: 'task_status and list_active_tasks',
    facts: [
      modelled('answer the state of a task, with what is known of it', status, ofTask),
      modelled('a task that waits is shown as running', status, 'waits for an answer'),
      modelled('a draft is shown if it is a JSON object', status, 'has a draft that is an object'),
      modelled('the output is the last message of the chat', status, 'has written something'),
      modelled('the step is there while the task is queued or runs', status, 'of a queued task'),
      modelled('the last 20 activities are there while the task runs', status, 'shows the last 20 activities'),
      modelled('success and summary are there when the task has completed or failed', status, 'has failed'),
      modelled('on success the summary is "Chat completed"', status, 'has completed'),
      modelled('15 s after the end output and session_id are gone', status, 'ended 15 s ago'),
      modelled('the rest stays until the user closes the task', status, 'does not find what the user has closed'),
      modelled(
        'the active ones are those that are queued, run or wait',
        status,
        'lists those that are queued, run or wait, as task_status shows them',
      ),
      modelled('unknown and malformed ids have codes', status, 'of %j answers a code'),
    ],
  },
  {
    number: '8.4',
    name: 'Control of tasks',
    facts: [
      modelled('a malformed id does nothing', control, 'is not reached by %s with an id that is none'),
      modelled('that of another plugin does nothing', control, 'of another plugin is not reached by %s'),
      modelled('dispatch_cancel stops a task', control, 'stops a task'),
      modelled(
        'dispatch_interrupt sends a message, trimmed, and the task completes',
        control,
        'says something to the task, without white space around it, and ends it as completed',
      ),
      modelled(
        'without a message it only ends the task',
        control,
        'says nothing with the message %j, and ends the task',
      ),
      modelled('send_draft keeps any text as it is', control, 'keeps %s as it is, and tells of an object'),
      modelled(
        'a draft that is no JSON object is left out of its event: a violation',
        requests,
        'is broken by a draft that is no object, which the app keeps to itself',
      ),
      modelled('dispatch_clarify does nothing', control, 'that is dispatch_clarify does nothing'),
      modelled(
        'dispatch_add_issue answers not_supported, whatever it gets',
        control,
        'that is dispatch_add_issue answers not_supported for %j',
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
      modelled(
        'STARTED is held back until dispatch has returned',
        events,
        'is held back until dispatch has returned, and all other events behind it',
      ),
      modelled('STARTED comes for a queued task, too', events, 'says that a queued task runs'),
      modelled('ACTIVITY names the tool that the agent calls', verbs, arrives),
      modelled('CLARIFICATION has no options when there are none', verbs, 'CLARIFICATION in free form'),
      modelled(
        'CLARIFICATION ends nothing: the same task goes on, and ends later',
        verbs,
        'is not sent for an answer, after which the task goes on',
      ),
      modelled('COMPLETED and FAILED say how it went', verbs, 'COMPLETED with everything'),
      open('COMPLETED and FAILED have artifacts', 'the app never fills them now; `plugin.taskEvent` sends any payload'),
      modelled('CANCELLED comes when an active task is closed', verbs, 'CANCELLED of a task that is closed'),
      modelled('DRAFT has the draft if it is a JSON object', control, 'keeps %s as it is, and tells of an object'),
      modelled('events of one task come in order', events, 'of one task come one at a time, in order'),
      modelled(
        'a plugin without on_task_event is sent nothing',
        events,
        'go nowhere when the plugin has no on_task_event, or has gone',
      ),
      open('PROGRESS and OUTPUT are never sent', 'the test may send them all the same: the app has had them'),
    ],
  },
]
