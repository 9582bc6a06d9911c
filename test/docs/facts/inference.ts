import { modelled, open, type Section } from '../fact.js'

const requests = 'test/host/rules/request-rules.test.ts'
const dispatches = 'test/host/rules/dispatch-rules.test.ts'
const simulators = 'test/host/inference/inference.test.ts'
const complete = 'test/host/inference/complete.test.ts'
const stream = 'test/host/inference/complete-stream.test.ts'
const plugin = 'test/host/inference/plugin-streams.test.ts'
const cancellation = 'test/host/inference/cancellation.test.ts'
const embed = 'test/host/inference/embed.test.ts'
const models = 'test/host/inference/models.test.ts'

const noModel = 'no model runs: what it answers is what the test prepares'

export const inference: readonly Section[] = [
  {
    number: '7.1',
    name: 'Inference: the request',
    facts: [
      modelled('has a model and messages: else a violation', requests, 'is broken by %s with %j'),
      modelled('and `invalid_request`, for a model that is null too', simulators, 'to a model is invalid: %s'),
      modelled('agent_id and agent_address are ignored: a violation', requests, 'is broken by %s with agent_id'),
      modelled(
        'works without an agent, and for the Default agent',
        dispatches,
        'is not broken by inference, which the app does without an agent too',
      ),
      modelled(
        'is taken without an agent, and for the Default agent',
        simulators,
        'needs no agent, and takes the one that is built in',
      ),
      modelled(
        'a third call at once, of complete, complete_stream or embed, is plugin_busy',
        simulators,
        'refuses a third one of any slot, until one of them is over',
      ),
      modelled(
        'the limit is checked before the request is parsed',
        simulators,
        'is looked at before the request is read',
      ),
      modelled('the limit holds for each plugin', simulators, 'holds for each plugin apart'),
      modelled('model "" or "default" is that of the agent, "local" a local one', simulators, 'for %j is %s'),
      open('max_iterations, temperature, tools and the like shape the answer', noModel),
      open('the instructions of the manifest stand in the system content', noModel),
    ],
  },
  {
    number: '7.2',
    name: 'complete',
    facts: [
      modelled('answers a chat.completion', complete, 'a chat.completion'),
      modelled(
        'names the tools that it called and the artifacts that they shared',
        complete,
        'tools that it called and artifacts that they shared, when there are any',
      ),
      modelled(
        'after the built-in complete tool: its summary, and usage of zero',
        complete,
        'usage as it was given: all zero after the built-in complete tool',
      ),
      modelled('has error codes of its own, with extras', complete, 'with %s and its extras'),
      open('system_fingerprint and prefix_hash', 'they are optional: a test that needs them gives the whole answer'),
      open('the form of `id`', 'not known: it looks like that of a stream'),
    ],
  },
  {
    number: '7.3',
    name: 'complete_stream',
    facts: [
      modelled(
        'sends chunks in JSON, compact and with sorted keys',
        stream,
        'sends chunks in bytes as the app does, and then answers',
      ),
      modelled(
        'each chunk has the same id, `cmpl-` and 12 digits',
        stream,
        'gives every chunk and the answer the same id, each stream another',
      ),
      modelled(
        'calls on_chunk in sequence, before it returns, with user_data as it was',
        plugin,
        'gets its chunks one after the other, with its user_data and without an agent, and then the answer',
      ),
      modelled(
        'tells of tool calls in chunks that are not the end',
        stream,
        'tells of tool calls in chunks that are not the end, and of what the tools answered',
      ),
      modelled('each end has its terminator chunk and its answer', stream, '%s, and answers what belongs to it'),
      modelled(
        'a question stands in a chunk before the terminator',
        stream,
        'the question in a chunk, when the model asks one',
      ),
      modelled('an engine that threw: no terminator chunk', stream, 'no terminator after %s: the engine threw'),
      modelled('without on_chunk the answer is the same', stream, 'without on_chunk sends none, and answers the same'),
      open('which fields `usage` of the answer has', 'not known: it has those of the chunk, and stands there with it'),
      modelled(
        'a stream that was cancelled answers what there was so far',
        cancellation,
        'ends the stream at its next piece, with what there was so far',
      ),
      modelled('between two rounds too', cancellation, 'is noticed between two rounds, after the tools of the first'),
      modelled('the stream_id is trimmed', cancellation, 'trims the ids: it ends stream %j by %j'),
      modelled('a blank one cancels nothing', cancellation, 'does not end stream %j by %j'),
      modelled('a complete_cancel before the start is lost', cancellation, 'is lost when it comes before the stream'),
      modelled('it is forgotten at the end', cancellation, 'is forgotten when the stream has ended'),
      modelled('other plugins are not concerned', cancellation, 'leaves the streams of other plugins alone'),
    ],
  },
  {
    number: '7.4',
    name: 'embed',
    facts: [
      modelled('takes a text or several: else a violation', requests, 'is not broken by several texts to embed'),
      modelled('and `invalid_request`', simulators, 'to embed is invalid: %s'),
      modelled('answers vectors of 128 numbers', embed, 'answers a vector for each text, in bytes as the app does'),
      modelled('model does not select anything', embed, 'names the model of the request, which selects nothing'),
      modelled('tokens are estimated', embed, 'estimates a token for four characters, and at least one for a text'),
      open(
        'texts that mean the same are near to each other',
        'no embedder runs: a vector is made of a hash of the text',
      ),
    ],
  },
  {
    number: '7.5',
    name: 'list_models',
    facts: [
      modelled('answers the models of the app, in bytes', models, 'answers the models of the app itself'),
      modelled(
        'local models, and remote ones by their id',
        models,
        'answers what the app was given between them, and remote models after them',
      ),
      modelled('hidden models are left out', models, 'leaves out what was removed, as a user does who hides it'),
      modelled('the embedding model is always there', models, 'always have the one that embeds'),
    ],
  },
]
