import { modelled, open, reasons, type Section } from '../fact.js'

const requests = 'test/host/rules/request-rules.test.ts'
const dispatches = 'test/host/rules/dispatch-rules.test.ts'

export const inference: readonly Section[] = [
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
