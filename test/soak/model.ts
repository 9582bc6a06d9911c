import { mergedSetting, writeSetting } from './answers.js'
import type { Behaviour, Branch, Call, HostBehaviour, Program, Step, StepPath } from './program.js'
import { agents, jsThreadOf, mustWait } from './scripts/vocabulary.mjs'
import { SlotCalls } from './slot-calls.js'
import {
  type Caller,
  createHost,
  type ExpectedCall,
  type Frame,
  type Host,
  type Image,
  type Install,
  type Plugin,
  type Puppet,
  type Stack,
  type Storm,
  topOf,
} from './world.js'

/** What the model says of a program: what it does, and the lines of its storms, whose place is free within bounds. */
export interface Expectation extends Behaviour {
  readonly storms: readonly Storm[]
  readonly hosts: readonly ExpectedHost[]
}

interface ExpectedHost extends HostBehaviour {
  readonly calls: readonly ExpectedCall[]
}

/** Where steps are carried out: the JS thread, its async context, and whether it is in a synchronous body. */
interface Place {
  readonly jsThread: number
  readonly stack: Stack
  readonly isSync: boolean
}

/** Says what a program does, by the rules of the design alone. */
export function foretell(program: Program): Expectation {
  const model = new Model(program)
  model.run()
  return model.expectation
}

class Refusal extends Error {
  readonly code: string

  constructor(code: string) {
    super(code)
    this.code = code
  }
}

type Carry = {
  readonly [Verb in Step['do']]: (step: Extract<Step, { do: Verb }>, place: Place, path: StepPath) => unknown
}

class Model {
  readonly #program: Program
  readonly #hosts: readonly Host[]
  readonly #slots: SlotCalls
  readonly #roots: readonly Stack[]
  readonly #plugins = new Map<number, Plugin>()
  readonly #images = new Map<string, Image>()
  readonly #puppets = new Map<number, Puppet>()
  readonly #storms: Storm[] = []
  readonly #outcomes: [StepPath, unknown][] = []
  #groups = 0

  constructor(program: Program) {
    this.#program = program
    this.#hosts = program.hosts.map((spec, number) => createHost(number, spec))
    this.#slots = new SlotCalls(this.#hosts)
    const threads = Math.max(0, ...program.hosts.map(({ jsThread }) => jsThread)) + 1
    this.#roots = Array.from({ length: threads }, () => ({ parent: null, installs: [] }))
  }

  run(): void {
    for (const [index, step] of this.#program.steps.entries()) this.#runAtRoot(step, String(index))
    const byNumber = [...this.#plugins].sort(([one], [other]) => one - other)
    for (const [, plugin] of byNumber) this.#letGo(plugin)
  }

  get expectation(): Expectation {
    return { outcomes: this.#outcomes, hosts: this.#hosts.map(describe), storms: this.#storms }
  }

  #runAtRoot(step: Step, path: StepPath): void {
    const jsThread = jsThreadOf(this.#program, step)
    this.#runStep(step, { jsThread, stack: this.#root(jsThread), isSync: false }, path)
  }

  #root(jsThread: number): Stack {
    return this.#roots[jsThread] ?? { parent: null, installs: [] }
  }

  /** A step in a body. */
  #run(step: Step, place: Place, path: StepPath): void {
    const isHere = jsThreadOf(this.#program, step) === place.jsThread
    if (place.isSync && (!isHere || mustWait(step))) this.#outcomes.push([path, 'skipped'])
    else if (isHere) this.#runStep(step, place, path)
    else this.#runAtRoot(step, path)
  }

  #runStep(step: Step, place: Place, path: StepPath): void {
    this.#outcomes.push([path, this.#attempt(() => this.#carry(step, place, path))])
    this.#followStorms()
  }

  #attempt(body: () => unknown): unknown {
    try {
      const value = body()
      return value === undefined ? 'done' : value
    } catch (error) {
      if (error instanceof Refusal) return `! ${error.code}`
      throw error
    }
  }

  #carry(step: Step, place: Place, path: StepPath): unknown {
    const carry = this.#verbs[step.do] as (step: Step, place: Place, path: StepPath) => unknown
    return carry(step, place, path)
  }

  readonly #verbs: Carry = {
    install: ({ host }, place) => void this.#install(this.#host(host), place.stack),
    uninstall: ({ host }, place) => this.#uninstall(this.#host(host), place.stack),
    with: (step, place, path) => this.#withInstalled(step, place, path),
    sideBySide: ({ branches }, place, path) => this.#takeTurns(branches, place, path),
    call: ({ host, call, onNewThread }, place) => this.#callAPI(this.#host(host), call, place, onNewThread),
    answer: ({ host, slot, kind, once, text }) => {
      const { answers } = this.#acting(host)
      const isQueued = once && (kind === 'text' || kind === 'null')
      if (isQueued) answers[slot].queue.push({ kind, text })
      else answers[slot].lasting = { kind, text }
    },
    agent: ({ host, agent }) => {
      this.#acting(host).agent = agentId(agent)
    },
    setting: (step, place) => this.#changeSetting(step, place),
    addAgent: ({ host, agent }, place) => this.#addAgent(this.#host(host), agentId(agent) ?? '', place),
    load: (step, place) => this.#load(step, place),
    invoke: (step, place) => {
      const { plugin, caller } = this.#enter(step, place)
      return this.#perform(caller, () => plugin.image.table, step.calls)
    },
    start: (step, place) => {
      const { plugin } = this.#enter({ ...step, isSync: true, agent: undefined }, place)
      if (this.#puppets.has(step.thread)) return false
      const captured = plugin.image.table
      const table = step.isCaptured ? () => captured : () => plugin.image.table
      this.#puppets.set(step.thread, { number: step.thread, table, storm: null })
      return true
    },
    order: ({ thread, calls }) => this.#order(thread, calls, { blocked: null, pumped: null }),
    orderThrough: (step, place) => {
      const { caller } = this.#enter({ ...step, agent: undefined }, place)
      return this.#order(step.thread, step.calls, caller)
    },
    storm: ({ thread, lines }, _, path) => {
      const puppet = this.#settle(thread)
      if (puppet === undefined) return false
      puppet.storm = { prefix: `storm ${path}`, lines, recordedBy: new Set(), droppedBy: new Set(), mayBeHidden: false }
      this.#storms.push(puppet.storm)
      return true
    },
    settle: ({ thread }) => void this.#settle(thread),
    hang: (step, place) => {
      const { plugin, caller } = this.#enter({ ...step, isSync: false, agent: undefined }, place)
      plugin.isStuck = true
      if (caller.frame !== null) plugin.hanging = { frame: caller.frame, calls: step.calls }
      throw new Refusal('CALL_TIMED_OUT')
    },
    release: ({ plugin }) => {
      const found = this.#plugins.get(plugin)
      if (found !== undefined) this.#letGo(found)
    },
    destroy: ({ plugin }, place) => this.#destroy(this.#plugin(plugin), place),
    reload: ({ plugin }, place) => this.#reload(this.#plugin(plugin), place),
    reset: ({ host }) => this.#reset(this.#acting(host)),
    close: ({ host }, place) => {
      const closing = this.#host(host)
      if (closing.isClosed) return
      this.#uninstall(closing, place.stack)
      closing.isClosed = true
    },
  }

  #host(number: number): Host {
    const host = this.#hosts[number]
    if (host === undefined) throw new Error(`no host ${number}`)
    return host
  }

  #acting(number: number): Host {
    const host = this.#host(number)
    if (host.isClosed) throw new Refusal('HOST_CLOSED')
    return host
  }

  /* ---- installs (R1 to R3) ---- */

  #install(host: Host, stack: Stack): Install {
    if (host.isClosed) throw new Refusal('HOST_CLOSED')
    if (host.install !== null) throw new Refusal('ALREADY_INSTALLED')
    const install = { host, stack, isLive: true }
    host.install = install
    stack.installs.push(install)
    return install
  }

  #uninstall({ install }: Host, stack: Stack): void {
    if (install === null) return
    if (install.stack !== stack || stack.installs.at(-1) !== install) throw new Refusal('NOT_LAST_INSTALLED')
    this.#end(install)
  }

  #end(install: Install): void {
    install.isLive = false
    install.host.install = null
    install.stack.installs.splice(install.stack.installs.indexOf(install), 1)
  }

  #withInstalled(step: Extract<Step, { do: 'with' }>, place: Place, path: StepPath): void {
    const host = this.#host(step.host)
    const inside = { ...place, stack: { parent: place.stack, installs: [] }, isSync: place.isSync || !step.isAsync }
    this.#install(host, inside.stack)
    this.#followStorms()
    for (const [index, inner] of step.body.entries()) this.#run(inner, inside, `${path}.${index}`)
    this.#leave(host, inside.stack, step.throws)
  }

  /** The error of the body is the one to see. */
  #leave(host: Host, stack: Stack, hasThrown: boolean): void {
    let isLast = true
    try {
      this.#uninstall(host, stack)
    } catch {
      isLast = false
      if (host.install !== null) this.#end(host.install)
    }
    this.#followStorms()
    if (hasThrown) throw new Refusal('BODY')
    if (!isLast) throw new Refusal('NOT_LAST_INSTALLED')
  }

  #takeTurns(branches: readonly Branch[], place: Place, path: StepPath): void {
    const running = branches.flatMap((branch, index) => this.#startBranch(branch, place, `${path}.${index}`))
    for (let round = 0; running.some(({ isOver }) => !isOver); round++) {
      for (const branch of running) {
        if (branch.isOver) continue
        const step = branch.body[round]
        if (step !== undefined) this.#run(step, branch.inside, `${branch.path}.${round}`)
        else {
          branch.isOver = true
          this.#outcomes.push([branch.path, this.#attempt(() => this.#leave(branch.host, branch.inside.stack, false))])
        }
      }
    }
  }

  #startBranch({ host: number, body }: Branch, place: Place, path: StepPath) {
    const host = this.#host(number)
    if (host.spec.jsThread !== place.jsThread) {
      this.#outcomes.push([path, 'skipped'])
      return []
    }
    const inside = { ...place, stack: { parent: place.stack, installs: [] } }
    const refusal = this.#attempt(() => void this.#install(host, inside.stack))
    this.#followStorms()
    if (refusal === 'done') return [{ host, body, inside, path, isOver: false }]
    this.#outcomes.push([path, refusal])
    return []
  }

  /* ---- calls ---- */

  #callAPI(host: Host, call: Call, { jsThread, stack }: Place, onNewThread: boolean): unknown {
    if (host.isClosed) throw new Refusal('HOST_CLOSED')
    if (host.install === null) throw new Refusal('NOT_INSTALLED')
    const caller = {
      stack: onNewThread ? null : stack,
      frame: null,
      thread: '',
      blocked: jsThread,
      pumped: onNewThread ? host : null,
      group: 0,
    }
    const isVoid = ['log', 'log_structured', 'config_set', 'config_delete'].includes(call[0])
    const answer = this.#slots.perform(caller, host.install, call)
    return isVoid ? undefined : answer
  }

  #perform(caller: Caller, table: () => Install | null, calls: readonly Call[]): unknown[] {
    const at = table()
    if (at === null) throw new Error('a plugin without a table')
    return calls.map((call) => this.#slots.perform(caller, at, call))
  }

  #order(thread: number, calls: readonly Call[], { blocked, pumped }: Pick<Caller, 'blocked' | 'pumped'>): unknown {
    const puppet = this.#settle(thread)
    if (puppet === undefined) return null
    const caller = { stack: null, frame: null, thread: `puppet ${thread}`, blocked, pumped, group: 0 }
    return this.#perform(caller, () => puppet.table(), calls)
  }

  #settle(thread: number): Puppet | undefined {
    const puppet = this.#puppets.get(thread)
    if (puppet !== undefined) puppet.storm = null
    return puppet
  }

  /** A line that comes now may go where a call of its thread goes. */
  #followStorms(): void {
    for (const { number, table, storm } of this.#puppets.values()) {
      const at = table()
      if (storm === null || at === null) continue
      const caller = { stack: null, frame: null, thread: `puppet ${number}`, blocked: null, pumped: null, group: 0 }
      const route = this.#slots.route(caller, at)
      if (route.kind === 'host') storm.recordedBy.add(route.to.host)
      else storm.droppedBy.add(at.host)
    }
  }

  /* ---- plugins ---- */

  #plugin(number: number): Plugin {
    const plugin = this.#plugins.get(number)
    if (plugin === undefined) throw new Refusal('NOT_LOADED')
    return plugin
  }

  /** Begins a callback, or refuses as the driver does. */
  #enter(
    step: { readonly plugin: number; readonly isSync: boolean; readonly agent: number | null | undefined },
    place: Place,
  ): { readonly plugin: Plugin; readonly caller: Caller } {
    const plugin = this.#plugin(step.plugin)
    if (plugin.state === 'destroyed') throw new Refusal('PLUGIN_DESTROYED')
    const agent = step.agent === undefined ? plugin.host.agent : agentId(step.agent)
    // Nothing settles while this thread waits, neither in a synchronous call nor in one out of a synchronous body.
    return { plugin, caller: this.#frame(plugin, 'invoke', agent, place, step.isSync) }
  }

  #frame(plugin: Plugin, kind: string, agent: string | null, place: Place, isSync = false): Caller {
    const { host } = plugin
    if (host.isClosed) throw new Refusal('HOST_CLOSED')
    if (plugin.isStuck) throw new Refusal('PLUGIN_STUCK')
    const install = topOf(place.stack) ?? host.install
    if (install === null) throw new Refusal('NOT_INSTALLED')
    const frame: Frame = { kind, agent, install }
    const [stack, blocked, pumped] = isSync ? [place.stack, place.jsThread, host] : [null, null, null]
    return { stack, frame, thread: '', blocked, pumped, group: 0 }
  }

  #load(step: Extract<Step, { do: 'load' }>, place: Place): unknown {
    if (this.#plugins.has(step.plugin)) return 'loaded before'
    const host = this.#acting(this.#program.plugins[step.plugin] ?? 0)
    if (host.install === null) throw new Refusal('NOT_INSTALLED')
    const image = this.#image(step, place)
    const plugin: Plugin = {
      number: step.plugin,
      host,
      image,
      state: 'alive',
      isStuck: false,
      hanging: null,
      delivered: new Map(),
    }
    this.#plugins.set(step.plugin, plugin)
    this.#initialise(plugin, place)
    return undefined
  }

  /** `'file'`: one for the tests of a JS thread, `'shared'`: one for the process, `'test'`: its own. */
  #image({ image, plugin }: Extract<Step, { do: 'load' }>, { jsThread }: Place): Image {
    const name = image === 'file' ? `file ${jsThread}` : image === 'shared' ? 'shared' : `test ${plugin}`
    const found = this.#images.get(name) ?? { table: null }
    this.#images.set(name, found)
    return found
  }

  #initialise(plugin: Plugin, place: Place): void {
    const { host } = plugin
    plugin.image.table = host.install
    this.#speak(plugin, 'init', null, place, 'init')
    for (const setting of host.settings) setting.isOfPlugin = true
    host.hasPlugin = true
    host.plugins.add(plugin)
    plugin.state = 'alive'
    plugin.delivered = new Map()
    for (const agent of host.agents) this.#deliverAll(plugin, agent, place)
  }

  /** A callback in which the plugin logs one line. */
  #speak(plugin: Plugin, kind: string, agent: string | null, place: Place, message: string, group = 0): void {
    const caller = { ...this.#frame(plugin, kind, agent, place), group }
    this.#perform(caller, () => plugin.image.table, [['log', message]])
  }

  #destroy(plugin: Plugin, place: Place): void {
    if (plugin.state !== 'alive') return
    plugin.state = 'leaving'
    plugin.host.plugins.delete(plugin)
    if (plugin.host.isClosed) throw new Refusal('HOST_CLOSED')
    plugin.state = 'destroyed'
    if (!plugin.isStuck) this.#speak(plugin, 'destroy', null, place, 'destroy')
  }

  #reload(plugin: Plugin, place: Place): void {
    this.#destroy(plugin, place)
    if (plugin.isStuck) throw new Refusal('PLUGIN_STUCK')
    if (plugin.host.isClosed) throw new Refusal('HOST_CLOSED')
    if (plugin.host.install === null) throw new Refusal('NOT_INSTALLED')
    this.#initialise(plugin, place)
  }

  /** A frame that timed out goes on. */
  #letGo(plugin: Plugin): void {
    const { hanging, image } = plugin
    plugin.hanging = null
    if (hanging === null) return
    const caller = { stack: null, frame: hanging.frame, thread: '', blocked: null, pumped: null, group: 0 }
    this.#perform(caller, () => image.table, hanging.calls)
  }

  /* ---- config ---- */

  #changeSetting({ host: number, key, value, agent }: Extract<Step, { do: 'setting' }>, place: Place): void {
    const host = this.#acting(number)
    const owner = agentId(agent) ?? ''
    writeSetting(host, { isOfPlugin: host.hasPlugin, agent: owner, key, value })
    this.#deliverTo(host, (plugin, group) => this.#deliver(plugin, owner, key, value ?? '', place, group))
  }

  #addAgent(host: Host, agent: string, place: Place): void {
    host.agents.add(agent)
    this.#deliverTo(host, (plugin, group) => this.#deliverAll(plugin, agent, place, group))
  }

  /** Plugins are told side by side; the first error is the one to see. */
  #deliverTo(host: Host, deliver: (plugin: Plugin, group: number) => void): void {
    const group = host.plugins.size > 1 ? ++this.#groups : 0
    const refusals = [...host.plugins].map((plugin) => this.#attempt(() => deliver(plugin, group)))
    const refusal = refusals.find((outcome) => outcome !== 'done')
    if (refusal !== undefined) throw new Refusal(String(refusal).slice(2))
  }

  #deliverAll(plugin: Plugin, agent: string, place: Place, group = 0): void {
    for (const key of ['a', 'b']) {
      const value = mergedSetting(plugin.host, agent, key)
      if (value !== null) this.#deliver(plugin, agent, key, value, place, group)
    }
  }

  /** Never what was delivered last. */
  #deliver(plugin: Plugin, agent: string, key: string, value: string, place: Place, group: number): void {
    const name = `${agent} ${key}`
    if (plugin.delivered.get(name) === value) return
    plugin.delivered.set(name, value)
    this.#speak(plugin, 'on_config_changed', agent, place, `config ${key}=${value}`, group)
  }

  #reset(host: Host): void {
    host.calls = []
    host.drops = []
    host.strings = { handedOut: 0, freed: 0, badFrees: [], outstanding: new Set() }
    for (const storm of this.#storms) storm.mayBeHidden ||= storm.recordedBy.has(host) || storm.droppedBy.has(host)
  }
}

function agentId(number: number | null): string | null {
  return number === null ? null : (agents[number] ?? null)
}

function describe(host: Host): ExpectedHost {
  const { outstanding, ...strings } = host.strings
  return {
    isInstalled: host.install !== null,
    calls: host.calls,
    drops: host.drops,
    strings: { ...strings, outstanding: outstanding.size },
    violations: [],
    settings: host.settings.map(({ agent, key, value }) => `${agents.indexOf(agent ?? '')} ${key}=${value}`),
  }
}
