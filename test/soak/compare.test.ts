import { expect, test } from 'vitest'
import { findDeviations } from './compare.js'
import { foretell } from './model.js'
import type { Behaviour, Program } from './program.js'

const program: Program = {
  hosts: [{ jsThread: 0, attribution: 'thread' }],
  plugins: [],
  steps: [
    { do: 'install', host: 0 },
    { do: 'call', host: 0, onNewThread: false, call: ['log', 'one'] },
    { do: 'call', host: 0, onNewThread: true, call: ['log', 'two'] },
    { do: 'install', host: 0 },
  ],
}

const expected = foretell(program)
const [host] = expected.hosts

const like = (change: Partial<NonNullable<typeof host>>): Behaviour => ({
  outcomes: expected.outcomes,
  hosts: expected.hosts.map((same) => ({ ...same, ...change })),
})

test('what the model says is no deviation', () => {
  expect(findDeviations(expected, like({}))).toEqual([])
})

test.each<[what: string, seen: Behaviour]>([
  ['a call that was lost', like({ calls: host?.calls.slice(1) ?? [] })],
  ['calls in another order', like({ calls: host?.calls.toReversed() ?? [] })],
  [
    'a drop that is too many',
    like({ drops: [{ slot: 'log', args: [1, 'x'], reason: 'late', thread: '', competing: [] }] }),
  ],
  ['a string that was not given back', like({ strings: { handedOut: 1, freed: 0, outstanding: 1, badFrees: [] } })],
  ['a host that is still installed', like({ isInstalled: false })],
  ['a step that was not refused', { ...like({}), outcomes: expected.outcomes.map(([path]) => [path, 'done']) }],
  ['a host that is missing', { ...like({}), hosts: [] }],
])('%s is a deviation', (_, seen) => {
  expect(findDeviations(expected, seen)).not.toEqual([])
})
