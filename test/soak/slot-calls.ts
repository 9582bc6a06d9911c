import { type Answer, agentOf, answerCall } from './answers.js'
import type { Call, SeenCall } from './program.js'
import { type Caller, type HandedString, type Host, type Install, isBackground, topOf } from './world.js'

/** Where a call goes (rules R4, R6, R8, R9). */
export type Route =
  | { readonly kind: 'host'; readonly to: Install }
  | { readonly kind: 'drop'; readonly reason: 'ambiguous' | 'late' }

const slotNames: Readonly<Record<string, string>> = {
  http: 'http_request',
  agent: 'get_active_agent_id',
  keep: 'config_get',
}

/** Calls of slots, as rules R4 to R11 have them. */
export class SlotCalls {
  readonly #hosts: readonly Host[]
  readonly #held = new Map<number, HandedString>()
  readonly #freed = new Map<number, HandedString>()

  constructor(hosts: readonly Host[]) {
    this.#hosts = hosts
  }

  route(caller: Caller, table: Install): Route {
    if (!table.isLive) return { kind: 'drop', reason: 'late' }
    const top = topOf(caller.stack) ?? caller.frame?.install ?? null
    if (top !== null) {
      return top.isLive ? { kind: 'host', to: top } : { kind: 'drop', reason: 'late' }
    }
    if (table.host.spec.attribution === 'table') return { kind: 'host', to: table }
    const [sole, ...others] = this.#hosts.filter(({ install }) => install !== null)
    if (sole?.install && others.length === 0) return { kind: 'host', to: sole.install }
    return { kind: 'drop', reason: 'ambiguous' }
  }

  /** Makes a call as the fixture does, which gives answers back at once. Result: what the fixture reads. */
  perform(caller: Caller, table: Install, call: Call): unknown {
    switch (call[0]) {
      case 'keep':
        return this.#keep(caller, table, call)
      case 'free':
        return this.#free(caller, call[1])
      case 'free_again':
        return this.#freeAgain(caller, call[1])
      default:
        return this.#callAndGiveBack(caller, table, call)
    }
  }

  #callAndGiveBack(caller: Caller, table: Install, call: Call): string | null {
    const { answer, string } = this.#call(caller, table, call)
    if (string !== null) this.#giveBack(caller, string)
    return answer
  }

  #keep(caller: Caller, table: Install, [, key, place]: readonly ['keep', string, number]): string | null {
    const { answer, string } = this.#call(caller, table, ['keep', key, place])
    if (string === null) return answer
    if (this.#held.has(place)) this.#giveBack(caller, string)
    else this.#held.set(place, string)
    return answer
  }

  #free(caller: Caller, place: number): null {
    const string = this.#held.get(place)
    if (string === undefined) return null
    this.#held.delete(place)
    this.#giveBack(caller, string)
    this.#freed.set(place, string)
    return null
  }

  #freeAgain(caller: Caller, place: number): null {
    const string = this.#freed.get(place)
    if (string === undefined) return null
    string.host.strings.badFrees.push('twice')
    this.#recordFree(caller, string)
    return null
  }

  /** R11: booked to the host that handed the string out, whatever is installed. */
  #giveBack(caller: Caller, string: HandedString): void {
    string.host.strings.freed++
    string.host.strings.outstanding.delete(string)
    this.#recordFree(caller, string)
  }

  #recordFree(caller: Caller, { install }: HandedString): void {
    if (install.isLive) this.#record(caller, install, 'free_string', [], undefined)
  }

  #call(caller: Caller, table: Install, call: Call): { answer: string | null; string: HandedString | null } {
    const slot = slotNames[call[0]] ?? call[0]
    const args = argumentsOf(call)
    const route = this.route(caller, table)
    if (route.kind === 'drop') {
      // R5: it looks at the thread only, so no host has to be found for it.
      if (slot === 'get_active_agent_id' && route.reason === 'ambiguous') return { answer: null, string: null }
      const installed = this.#hosts.filter(({ install }) => install !== null).map(({ number }) => number)
      const competing = route.reason === 'ambiguous' ? installed : []
      table.host.drops.push({ slot, args, reason: route.reason, thread: caller.thread, competing })
      return { answer: null, string: null }
    }
    const answer = answerCall(caller, route.to.host, slot, args)
    this.#record(caller, route.to, slot, args, answer)
    if (answer === undefined || answer === null) return { answer: null, string: null }
    const string = { host: route.to.host, install: route.to }
    string.host.strings.handedOut++
    string.host.strings.outstanding.add(string)
    return { answer, string }
  }

  #record(caller: Caller, { host }: Install, slot: string, args: SeenCall['args'], answer: Answer): void {
    host.calls.push({
      slot,
      args,
      answer,
      role: isBackground(caller) ? 'background' : 'install',
      frame: caller.frame?.kind ?? null,
      agent: agentOf(caller, host),
      thread: caller.thread,
      group: caller.group,
    })
  }
}

function argumentsOf(call: Call): SeenCall['args'] {
  const [name, ...args] = call
  if (name === 'log' || name === 'log_structured') return [1, ...args]
  return name === 'keep' ? args.slice(0, 1) : args
}
