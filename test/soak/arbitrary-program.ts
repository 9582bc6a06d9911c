import fc, { type Arbitrary } from 'fast-check'
import type { Branch, Call, HostSpec, Program, PuppetCall, Step } from './program.js'

const hosts = 4
const plugins = 4
const threads = 4
const places = 3

const host = fc.nat(hosts - 1)
const plugin = fc.nat(plugins - 1)
const thread = fc.nat(threads - 1)
const place = fc.nat(places - 1)
const agent = fc.constantFrom(null, 0, 1)
const key = fc.constantFrom('a', 'b')
const value = fc.constantFrom('1', '2', '3')
const word = fc.constantFrom('x', 'y', 'grüß')

const plainCall: Arbitrary<Exclude<Call, PuppetCall>> = fc.oneof(
  { arbitrary: fc.tuple(fc.constant('log' as const), word), weight: 4 },
  fc.tuple(fc.constant('log_structured' as const), word, fc.constant('{"n":1}')),
  fc.tuple(fc.constant('config_set' as const), key, value),
  fc.tuple(fc.constant('config_delete' as const), key),
  { arbitrary: fc.tuple(fc.constant('config_get' as const), key), weight: 3 },
  {
    arbitrary: fc.tuple(fc.constant('http' as const), fc.constant('{"method":"GET","url":"https://example.com/"}')),
    weight: 2,
  },
  fc.tuple(fc.constant('agent' as const)),
)

const call: Arbitrary<Call> = fc.oneof(
  { arbitrary: plainCall, weight: 4 },
  fc.tuple(fc.constant('keep' as const), key, place),
  fc.tuple(fc.constant('free' as const), place),
  fc.tuple(fc.constant('free_again' as const), place),
)

const calls = fc.array(call, { minLength: 1, maxLength: 4 })
const flag = fc.boolean()

function step<Verb extends Step['do']>(
  verb: Verb,
  fields: { [Field in keyof Omit<Extract<Step, { do: Verb }>, 'do'>]: Arbitrary<Extract<Step, { do: Verb }>[Field]> },
): Arbitrary<Step> {
  return fc.record({ do: fc.constant(verb), ...fields }) as unknown as Arbitrary<Step>
}

const image = fc.constantFrom('file', 'file', 'shared', 'test')

const answer = step('answer', {
  host,
  slot: fc.constantFrom('config_get', 'http_request'),
  kind: fc.constantFrom('text', 'null', 'function', 'promise', 'throw'),
  once: flag,
  text: word,
})

const { steps } = fc.letrec<{ step: Step; body: Step[]; branch: Branch; steps: Step[] }>((tie) => ({
  step: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    { weight: 8, arbitrary: step('call', { host, onNewThread: flag, call: plainCall }) },
    { weight: 3, arbitrary: step('install', { host }) },
    { weight: 4, arbitrary: step('uninstall', { host }) },
    {
      weight: 10,
      arbitrary: step('invoke', { plugin, isSync: flag, agent: fc.option(agent, { nil: undefined }), calls }),
    },
    { weight: 4, arbitrary: answer },
    { weight: 2, arbitrary: step('load', { plugin, image }) },
    { weight: 3, arbitrary: step('start', { plugin, thread, isCaptured: flag }) },
    { weight: 10, arbitrary: step('order', { thread, calls }) },
    { weight: 5, arbitrary: step('orderThrough', { plugin, isSync: flag, thread, calls }) },
    { weight: 5, arbitrary: step('storm', { thread, lines: fc.integer({ min: 1, max: 100 }) }) },
    { weight: 1, arbitrary: step('settle', { thread }) },
    { weight: 2, arbitrary: step('agent', { host, agent }) },
    { weight: 3, arbitrary: step('setting', { host, key, value: fc.option(value), agent: fc.constantFrom(0, 1) }) },
    { weight: 2, arbitrary: step('addAgent', { host, agent: fc.constantFrom(0, 1) }) },
    { weight: 1, arbitrary: step('hang', { plugin, calls }) },
    { weight: 1, arbitrary: step('release', { plugin }) },
    { weight: 2, arbitrary: step('destroy', { plugin }) },
    { weight: 2, arbitrary: step('reload', { plugin }) },
    { weight: 1, arbitrary: step('reset', { host }) },
    { weight: 1, arbitrary: step('close', { host }) },
    {
      weight: 6,
      arbitrary: step('with', { host, isAsync: flag, throws: fc.constantFrom(false, false, true), body: tie('body') }),
    },
    { weight: 3, arbitrary: step('sideBySide', { branches: fc.array(tie('branch'), { minLength: 1, maxLength: 3 }) }) },
  ),
  body: fc.array(tie('step'), { maxLength: 6, depthIdentifier: 'body' }),
  branch: fc.record({ host, body: tie('body') }),
  steps: fc.array(tie('step'), { minLength: 1, maxLength: 30, size: 'max' }),
}))

const hostSpec: Arbitrary<HostSpec> = fc.record({
  jsThread: fc.constantFrom(0, 0, 0, 1, 1, 2),
  attribution: fc.constantFrom('thread', 'table'),
})

/** Hosts, plugins and threads that are there when the random steps begin: without, most of those would be refused. */
interface Start {
  readonly installed: readonly number[]
  readonly plugins: readonly number[]
  readonly images: readonly ('file' | 'test' | 'shared')[]
  readonly threads: readonly { readonly plugin: number; readonly isCaptured: boolean }[]
  readonly answers: readonly Step[]
}

const start: Arbitrary<Start> = fc.record({
  installed: fc.uniqueArray(host, { minLength: 1, maxLength: 3 }),
  plugins: fc.array(host, { minLength: plugins, maxLength: plugins }),
  images: fc.array(image, { maxLength: plugins }),
  threads: fc.array(fc.record({ plugin, isCaptured: flag }), { maxLength: threads }),
  answers: fc.array(answer, { maxLength: 3 }),
})

/** Plugins belong to hosts that are installed first, threads to plugins that are loaded first. */
function begin({ installed, plugins, images, threads, answers }: Start): { plugins: number[]; steps: Step[] } {
  return {
    plugins: plugins.map((index) => installed[index % installed.length] ?? 0),
    steps: [
      ...installed.map((host): Step => ({ do: 'install', host })),
      ...images.map((image, plugin): Step => ({ do: 'load', plugin, image })),
      ...threads.map(({ plugin, isCaptured }, thread): Step => {
        return { do: 'start', plugin: plugin % Math.max(1, images.length), thread, isCaptured }
      }),
      ...answers,
    ],
  }
}

/** Programs of the soak: a start, up to 30 steps, and steps in their bodies. */
export const arbitraryProgram: Arbitrary<Program> = fc
  .record({ hosts: fc.array(hostSpec, { minLength: hosts, maxLength: hosts }), start: start.map(begin), steps })
  .map(({ hosts, start, steps }) => ({ hosts, plugins: start.plugins, steps: [...start.steps, ...steps] }))
