import { modelled, type Section } from '../fact.js'

const texts = 'test/host/texts.test.ts'
const responders = 'test/host/responders.test.ts'
const routes = 'test/plugin/route.test.ts'

export const conventions: Section = {
  number: '0.3',
  name: 'Conventions',
  facts: [
    modelled(
      'JSON of the host has sorted keys and unescaped slashes',
      routes,
      'crosses with sorted keys and unescaped slashes',
    ),
    modelled(
      'the host writes UUIDs in upper case',
      'test/host/answers.test.ts',
      'dispatch answers a fresh running task each time',
    ),
    modelled(
      'the host reads UUIDs of agents in either case',
      'test/host/config.test.ts',
      'takes an agent id for the same in upper and in lower case',
    ),
    modelled(
      'the host reads UUIDs of tasks in either case',
      'test/host/tasks/status-slots.test.ts',
      'takes an id in either case',
    ),
    modelled(
      'timestamps are ISO 8601 with seconds, `Z` and no fraction',
      'test/host/tasks/task.test.ts',
      'ACTIVITY of a tool',
    ),
    modelled('texts cross the ABI as they are, whatever they hold', texts, 'text that is %s stays as it is'),
    modelled('a text ends at its first NUL', texts, 'text ends at a NUL, as C strings do'),
    modelled(
      'texts are UTF-8',
      'test/host/violations.test.ts',
      'is kept with U+FFFD, and is a violation that names the argument',
    ),
    modelled(
      'errors are `{"error":code,"message":text}`',
      responders,
      'answers NULL for config_get, and the usual error envelope for other slots',
    ),
    modelled(
      'every slot blocks its caller until the answer is there',
      responders,
      'serves threads that the plugin joins',
    ),
    modelled(
      'the agent of a call is that of its thread at the entry',
      'test/plugin/agents.test.ts',
      'is kept for the call, whatever happens to activeAgentId meanwhile',
    ),
  ],
}
