import { type Caller, type Host, isBackground } from './world.js'

/** What a slot that is asked answers; `undefined`: nothing, it returns none. An error is `!` and its code. */
export type Answer = string | null | undefined

const defaultAgent = '00000000-0000-0000-0000-000000000001'

/** Answers a call that has reached its host. */
export function answerCall(
  caller: Caller,
  host: Host,
  slot: string,
  args: readonly (string | number | null)[],
): Answer {
  const [key = '', value = ''] = args.map(String)
  const owner = { isOfPlugin: caller.frame !== null || host.hasPlugin, agent: agentOf(caller, host), key }
  switch (slot) {
    case 'get_active_agent_id':
      return owner.agent
    case 'config_set':
      return writeSetting(host, { ...owner, value })
    case 'config_delete':
      return writeSetting(host, { ...owner, value: null })
    case 'config_get':
      return answerPrepared(caller, host, { slot, argument: key, failure: null, otherwise: readSetting(host, owner) })
    case 'http_request': {
      const failure = '!network_error'
      return answerPrepared(caller, host, { slot, argument: key, failure, otherwise: failure })
    }
    default:
      return undefined
  }
}

/** R5, and the agent that stands with every call. */
export function agentOf(caller: Caller, host: Host): string | null {
  if (caller.frame !== null) return caller.frame.agent
  return isBackground(caller) ? null : host.agent
}

/**
 * A thread of a plugin has asked another host of a JS thread that waits. Nobody can know that it waits for that very
 * thread, so the design leaves open whether the promise of the other host may take its time.
 */
export class Undecided extends Error {}

interface Asked {
  readonly slot: 'config_get' | 'http_request'
  readonly argument: string
  /** What the plugin gets when the function of the test fails. */
  readonly failure: string | null
  /** What it gets when nothing is prepared. */
  readonly otherwise: string | null
}

/** The queue first, then what was prepared last. */
function answerPrepared(caller: Caller, host: Host, { slot, argument, failure, otherwise }: Asked): string | null {
  const { queue, lasting } = host.answers[slot]
  const prepared = queue.shift() ?? lasting
  switch (prepared?.kind) {
    case undefined:
      return otherwise
    case 'text':
      return prepared.text
    case 'null':
      return null
    case 'function':
      return `${prepared.text} ${argument}`
    case 'throw':
      return failure
    case 'promise':
      if (caller.blocked !== host.spec.jsThread) return `later ${prepared.text} ${argument}`
      if (caller.frame === null && caller.pumped !== null && caller.pumped !== host) throw new Undecided()
      return failure
  }
}

interface SettingName {
  /** Whether it is of the plugin id that programs use; the others were set before a plugin was there. */
  readonly isOfPlugin: boolean
  readonly agent: string | null
  readonly key: string
}

/** `null` deletes. */
export function writeSetting(
  { settings }: Host,
  { value, ...name }: SettingName & { readonly value: string | null },
): undefined {
  const known = settings.find((setting) => isNamed(setting, name))
  if (known === undefined) {
    if (value !== null) settings.push({ ...name, value })
  } else if (value === null) settings.splice(settings.indexOf(known), 1)
  else known.value = value
}

/** An agent without a value of its own has that of the Default agent. */
function readSetting({ settings }: Host, name: SettingName): string | null {
  const find = (agent: string | null) => settings.find((setting) => isNamed(setting, { ...name, agent }))
  return (find(name.agent) ?? find(defaultAgent))?.value ?? null
}

/** What has a value for an agent, with the Default agent's behind it. */
export function mergedSetting(host: Host, agent: string, key: string): string | null {
  return readSetting(host, { isOfPlugin: true, agent, key })
}

function isNamed(setting: SettingName, { isOfPlugin, agent, key }: SettingName): boolean {
  return setting.isOfPlugin === isOfPlugin && setting.agent === agent && setting.key === key
}
