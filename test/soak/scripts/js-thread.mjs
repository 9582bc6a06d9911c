// What one JS thread of a soak does: carries out the steps whose host or plugin belongs to it.
import { AsyncResource } from 'node:async_hooks'
import { setImmediate as turn } from 'node:timers/promises'
import { MockHost } from 'osaurus-mockhost'
import { agents, jsThreadOf, mustWait } from './vocabulary.mjs'

const internals = Symbol.for('osaurus-mockhost.internals')
/** Far above what any call of a program takes, so that a deadlock becomes an error. */
const patience = { timeout: 4000 }
/** What a call that hangs on purpose gets. */
const impatience = 30

/**
 * @param askMain hands a step that belongs to another JS thread to the main one
 * @param orders what only the main thread does: steps about the threads of the fixture
 */
export function createJSThread({ number, libraries, askMain, orders = {} }) {
  const root = new AsyncResource('soak')
  let state = { hosts: new Map(), plugins: new Map(), spec: undefined }
  let outcomes = []

  /** Hosts and plugins of the program that belong to this thread. */
  function begin(spec) {
    state = { hosts: new Map(), plugins: new Map(), spec }
    outcomes = []
    for (const [index, { jsThread, attribution }] of spec.hosts.entries()) {
      if (jsThread === number) state.hosts.set(index, new MockHost({ name: `h${index}`, attribution }))
    }
    return [...state.hosts].map(([index, host]) => [index, host.id])
  }

  /** From the outside: in no context but that of the thread. */
  function runAtRoot(step, path) {
    return root.runInAsyncScope(() => run(step, path, false))
  }

  /** Carries a step out where it belongs; its result stands in the outcomes of that thread. */
  function run(step, path, isSync) {
    const isHere = jsThreadOf(state.spec, step) === number
    if (isSync && (!isHere || mustWait(step))) return note(path, 'skipped')
    if (!isHere) return askMain(step, path)
    if (isSync || !mustWait(step)) {
      return note(
        path,
        attempt(() => verbs[step.do](step, path)),
      )
    }
    return attemptAsync(() => verbs[step.do](step, path)).then((outcome) => note(path, outcome))
  }

  function note(path, outcome) {
    // What is no step of the program has no path.
    if (path !== null) outcomes.push([path, outcome])
  }

  const hostOf = (step) => state.hosts.get(step.host)
  const pluginOf = (step) => {
    const plugin = state.plugins.get(step.plugin)
    if (plugin === undefined) throw Object.assign(new Error('not loaded'), { code: 'NOT_LOADED' })
    return plugin
  }

  function runBody(steps, path) {
    for (const [index, step] of steps.entries()) run(step, `${path}.${index}`, true)
  }

  async function runBodyAsync(steps, path) {
    for (const [index, step] of steps.entries()) await run(step, `${path}.${index}`, false)
  }

  const verbs = {
    install: (step) => void hostOf(step).hostAPIPointer(),
    uninstall: (step) => hostOf(step).uninstall(),
    with(step, path) {
      const fail = () => {
        if (step.throws) throw Object.assign(new Error('of the body'), { code: 'BODY' })
      }
      if (!step.isAsync) {
        return hostOf(step).withInstalled(() => {
          runBody(step.body, path)
          fail()
        })
      }
      return hostOf(step).withInstalled(async () => {
        await runBodyAsync(step.body, path)
        fail()
      })
    },
    sideBySide: (step, path) => takeTurns(step.branches, path),
    call({ host, call, onNewThread }) {
      const { api } = state.hosts.get(host)
      return onNewThread ? api.onNewThread((there) => callAPI(there, call), { name: 'new' }) : callAPI(api, call)
    },
    answer: (step) => prepare(hostOf(step).on[step.slot], step),
    agent(step) {
      hostOf(step).activeAgentId = agentOf(step.agent)
    },
    setting(step) {
      const { config } = hostOf(step)
      const owner = { agentId: agents[step.agent] }
      return step.value === null ? config.delete(step.key, owner) : config.set(step.key, step.value, owner)
    },
    addAgent: (step) => hostOf(step).agents.add(agents[step.agent]),
    async load(step) {
      if (state.plugins.has(step.plugin)) return 'loaded before'
      const path = step.image === 'shared' ? libraries.shared : libraries.file
      const host = state.hosts.get(state.spec.plugins[step.plugin])
      state.plugins.set(step.plugin, await host.load(path, { image: step.image }))
    },
    invoke(step) {
      return invoke(step, 'perform', { calls: step.calls })
    },
    start: (step) => invoke({ ...step, isSync: true }, 'start', { thread: step.thread, captured: step.isCaptured }),
    orderThrough: (step) => invoke(step, 'order', { thread: step.thread, calls: step.calls }),
    async hang(step) {
      try {
        return await pluginOf(step).invoke('block', { key: step.plugin, calls: step.calls }, { timeout: impatience })
      } catch (error) {
        if (error.code === 'CALL_TIMED_OUT') await askMain({ ...step, do: 'arrived' }, null)
        throw error
      }
    },
    destroy: (step) => pluginOf(step).destroy(),
    reload: (step) => pluginOf(step).reload(),
    reset: (step) => hostOf(step).reset(),
    close: (step) => hostOf(step).close(),
    ...orders,
  }

  function invoke(step, tool, args) {
    const plugin = pluginOf(step)
    const options = step.agent === undefined ? patience : { ...patience, agentId: agentOf(step.agent) }
    if (step.isSync) return plugin.invokeSync(tool, args, options).result
    return plugin.invoke(tool, args, options).then(({ result }) => result)
  }

  /** Branch by branch, one step each; one that has no step left leaves when its turn comes. */
  async function takeTurns(branches, path) {
    const running = branches.flatMap((branch, index) => startBranch(branch, `${path}.${index}`))
    for (let round = 0; running.some(({ isOver }) => !isOver); round++) {
      for (const branch of running) await branch.turn(round)
    }
  }

  function startBranch({ host: index, body }, path) {
    const host = state.hosts.get(index)
    if (host === undefined) {
      note(path, 'skipped')
      return []
    }
    let go = () => {}
    let ready = () => {}
    const branch = { isOver: false }
    const over = attemptAsync(() =>
      host.withInstalled(async () => {
        for (;;) {
          const round = await new Promise((resolve) => {
            go = resolve
            ready()
          })
          if (round >= body.length) return
          await run(body[round], `${path}.${round}`, false)
        }
      }),
    ).then((outcome) => {
      branch.isOver = true
      note(path, outcome)
      ready()
    })
    branch.turn = async (round) => {
      if (branch.isOver) return
      const next = new Promise((resolve) => {
        ready = resolve
      })
      go(round)
      await next
      if (round >= body.length) await over
    }
    return [branch]
  }

  /** Everything that the program left. */
  async function end() {
    const observed = [...state.hosts].map(([index, host]) => [index, observe(host)])
    for (const host of state.hosts.values()) {
      host[internals].uninstallAnywhere()
      host.close()
    }
    return { outcomes, hosts: observed }
  }

  function observe(host) {
    const { strings } = host
    return {
      isInstalled: host.isInstalled,
      calls: host.calls.entries.map((call) => ({
        slot: call.slot,
        args: readArguments(call.args),
        answer: call.slot === 'free_string' ? undefined : call.answer,
        role: call.role,
        frame: call.frame?.kind ?? null,
        agent: call.agentId,
        thread: call.thread.name.startsWith('puppet') ? call.thread.name : '',
      })),
      drops: host.drops.map((drop) => ({
        slot: drop.slot,
        args: readArguments(drop.args),
        reason: drop.reason,
        thread: drop.thread.name.startsWith('puppet') ? drop.thread.name : '',
        competing: drop.competing,
        through: drop.through,
      })),
      strings: {
        handedOut: strings.handedOut,
        freed: strings.freed,
        outstanding: strings.outstanding.length,
        badFrees: strings.badFrees.map(({ reason }) => reason),
      },
      violations: host.violations.map(({ rule }) => rule),
      settings: host.config.values.map(({ agentId, key, value }) => `${agents.indexOf(agentId)} ${key}=${value}`),
    }
  }

  return { begin, runAtRoot, end }
}

function agentOf(number) {
  return number === null ? null : agents[number]
}

function readArguments(args) {
  return Object.entries(args).flatMap(([name, value]) => (name === 'pointer' ? [] : [value]))
}

function callAPI(api, [name, first, second]) {
  switch (name) {
    case 'log':
      return api.log(1, first)
    case 'log_structured':
      return api.logStructured(1, first, second)
    case 'config_set':
      return api.configSet(first, second)
    case 'config_delete':
      return api.configDelete(first)
    case 'config_get':
      return api.configGet(first)
    case 'http':
      return api.httpRequest(first)
    default:
      return api.getActiveAgentId()
  }
}

function prepare(slot, { kind, once, text }) {
  if (kind === 'text' || kind === 'null') {
    const answer = kind === 'null' ? null : text
    return void (once ? slot.replyOnce(answer) : slot.reply(answer))
  }
  return void slot.replyWith((request) => {
    if (kind === 'throw') throw new Error(text)
    return kind === 'promise' ? turn().then(() => `later ${text} ${request}`) : `${text} ${request}`
  })
}

function attempt(body) {
  try {
    return readOutcome(body())
  } catch (error) {
    return errorOf(error)
  }
}

async function attemptAsync(body) {
  try {
    return readOutcome(await body())
  } catch (error) {
    return errorOf(error)
  }
}

function readOutcome(value) {
  return value === undefined ? 'done' : value
}

function errorOf(error) {
  return `! ${error.code ?? error.stack}`
}
