import { fileURLToPath } from 'node:url'
import { beforeAll, describe, test } from 'vitest'
import { buildPlugins } from '../fixtures/plugins/build.mjs'
import { runLimited } from '../runners/run-limited.js'

const program = fileURLToPath(new URL('scripts/end.mjs', import.meta.url))
const exitCode = 7
/** What Node gives a worker that was terminated. */
const terminated = 1
/** Milliseconds; an ending takes less than one second. */
const timeout = 30_000

let libraries: Record<string, string>

beforeAll(async () => {
  libraries = await buildPlugins(['chatter', 'c_threads', 'cpp_threads'])
})

// What is left out makes no sense: code of a thread that waits in a pump runs in a responder only, so `exit` from
// there is `in a pumped responder`; and a thread does not end by itself while a call is in flight or a pump waits.
// What comes nearest is a call that ends later, or one that was given up: it no longer keeps the process alive.

const states = [
  'idle',
  'call in flight',
  'responder awaited',
  'in a pumped responder',
  'hanging call in flight',
  'hanging call given up',
  'hanging pump given up',
]
const statesThatEnd = [
  'idle',
  'short call in flight',
  'pump that ends',
  'hanging call given up',
  'hanging pump given up',
]
const statesSeenFromOutside = [...states, 'pumping', 'pumping for a hanging call']

describe.each(['c_threads', 'cpp_threads'])('with threads of the plugin %s alive', (threaded) => {
  describe.concurrent.each(states)('process.exit, %s', (state) => {
    test('on the main thread', async ({ expect }) => {
      const ending = await end({ place: 'main', state, ending: 'exit', threaded })
      expect(ending).toEqual(quietEnding([...said(state), `reached ${state}`]))
    })

    test('in a worker', async ({ expect }) => {
      const ending = await end({ place: 'worker', state, ending: 'exit', threaded })
      expect(ending).toEqual(quietEnding([...said(state), `reached ${state}`, `worker ended with ${exitCode}`]))
    })
  })

  describe.concurrent.each(statesThatEnd)('a natural end, %s', (state) => {
    test('on the main thread', async ({ expect }) => {
      const ending = await end({ place: 'main', state, ending: 'natural', threaded })
      expect(ending).toEqual(quietEnding([...said(state), `reached ${state}`, ...saidAfter(state)]))
    })

    test('in a worker', async ({ expect }) => {
      const ending = await end({ place: 'worker', state, ending: 'natural', threaded })
      const lines = [...said(state), `reached ${state}`, ...saidAfter(state), `worker ended with ${exitCode}`]
      expect(ending).toEqual(quietEnding(lines))
    })
  })

  describe.concurrent.each(statesSeenFromOutside)('a worker ended from outside, %s', (state) => {
    test('by worker.terminate()', async ({ expect }) => {
      const ending = await end({ place: 'worker', state, ending: 'terminate', threaded })
      expect(ending).toEqual(quietEnding([...said(state), `reached ${state}`, `worker ended with ${terminated}`]))
    })

    test('by process.exit of the main thread', async ({ expect }) => {
      const ending = await end({ place: 'worker', state, ending: 'exit of the main thread', threaded })
      expect(ending).toEqual(quietEnding([...said(state), `reached ${state}`]))
    })
  })
})

interface Order {
  readonly place: 'main' | 'worker'
  readonly state: string
  readonly ending: 'exit' | 'natural' | 'terminate' | 'exit of the main thread'
  readonly threaded: string
}

async function end(order: Order) {
  const paths = { chatter: libraries.chatter, threaded: libraries[order.threaded] }
  const {
    exitCode: code,
    signal,
    timedOut,
    output,
  } = await runLimited({
    file: process.execPath,
    args: [program, JSON.stringify({ ...order, ...paths, code: exitCode })],
    cwd: fileURLToPath(new URL('.', import.meta.url)),
    env: process.env,
    timeout,
  })
  return { code, signal, timedOut, lines: output.split('\n').slice(0, -1) }
}

function quietEnding(lines: readonly string[]) {
  return { code: exitCode, signal: null, timedOut: false, lines }
}

function said(state: string): string[] {
  return state.endsWith('given up') ? ['CALL_TIMED_OUT'] : []
}

function saidAfter(state: string): string[] {
  if (state === 'short call in flight') return ['the call has ended']
  return state === 'pump that ends' ? ['answered 1'] : []
}
