import { findSlot, type SlotName } from '../../abi/slots.js'
import { describeThread } from '../../report/describe-call.js'
import type { RecordedCall } from '../contract.js'

/** Slots that need no context of the plugin in the app (fact sheet, sections 1.2 and 3.2). */
const needNoContext: ReadonlySet<SlotName> = new Set(['get_active_agent_id', 'free_string'])

/** What is wrong with a call made in the entry function; `undefined` for every other call. */
export function judgeDuringEntry({ slot, frame }: RecordedCall): string | undefined {
  if (frame?.kind !== 'entry' || needNoContext.has(slot)) return undefined
  return `${slot} was called in the entry function, before the app knows the plugin: ${describeEffect(slot)}.`
}

/** What is wrong with a background call made when no plugin lived any more; `undefined` for every other call. */
export function judgeAfterDestroy(
  { slot, role, thread, seq }: RecordedCall,
  lifetime: PluginLifetime,
): string | undefined {
  if (role !== 'background' || needNoContext.has(slot) || !lifetime.isOver(seq)) return undefined
  const where = `on background ${describeThread(thread)}`
  return `${slot} was called ${where} after destroy had returned, when the app has let go of the plugin: ${describeEffect(slot)}.`
}

/** What a slot does for a plugin that the app does not know (fact sheet, section 1.2). */
function describeEffect(slot: SlotName): string {
  if (slot === 'config_get') return 'it answers NULL'
  return findSlot(slot)?.returns === 'string' ? 'it answers context_unavailable' : 'it does nothing'
}

/** When the plugins of a host lived. Time is told by the number of calls so far, the `seq` of the latest: no clock is as exact. */
export class PluginLifetime {
  #living = 0
  /** From the `destroy` of the last plugin to the entry of the next. */
  readonly #gaps: { readonly from: number; to: number }[] = []

  enter(seq: number): void {
    const gap = this.#gaps.at(-1)
    if (this.#living++ === 0 && gap !== undefined) gap.to = seq
  }

  leave(seq: number): void {
    if (--this.#living === 0) this.#gaps.push({ from: seq, to: Number.POSITIVE_INFINITY })
  }

  /** Whether there had been plugins before the call of that number, and all of them were destroyed. */
  isOver(seq: number): boolean {
    return this.#gaps.some(({ from, to }) => seq > from && seq <= to)
  }
}
