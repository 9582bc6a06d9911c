import type { SlotName } from '../../abi/slots.js'
import type { ViolationRule } from '../contract.js'
import type { HostClock } from './clock.js'
import type { Limits } from './limits.js'

/** A call of a slot that JavaScript answers, as the core tells of it. */
export interface SlotCall {
  readonly slot: SlotName
  /** The texts of the call in the order of the C signature; `null` where the plugin passed NULL. */
  readonly texts: readonly (string | null)[]
  /** Level of `log` and `log_structured`, else 0. */
  readonly level: number
  /** Id of the plugin that called: that of the frame, else the one loaded last; `null` before the first is loaded. */
  readonly pluginId: string | null
  /** Agent of the frame, as the host writes it; `null` on background threads and where none is bound. */
  readonly agentId: string | null
  /** Whether a `complete_stream` came with a chunk callback. */
  readonly hasChunkCallback: boolean
  /** Names the call in the journal; 0 when the journal is full. */
  readonly key: number
}

/** One step of an answer that takes more than one: a chunk for `on_chunk`, or a pause. */
export type StreamStep =
  /** Delivered by `on_chunk` on another thread; the generator goes on when the callback has returned. */
  | { readonly chunk: string }
  /** Milliseconds on the host's clock. */
  | { readonly wait: number }

/** An answer in steps. What it returns is the text that the slot answers. */
export type Stream = Iterator<StreamStep, string | null>

/** What a slot answers: at once, when the event loop has got it, or in steps. `null` is NULL. */
export type SlotAnswer = string | null | Promise<string | null> | Stream

/**
 * What stands behind one slot of one host, as the app has it. Nothing here throws for what a plugin sends: the answer
 * is the error envelope of the fact sheet.
 */
export interface Simulator {
  /**
   * Checks what the app checks before anything else (JSON, agent, rate limit). A text is the error that the slot answers;
   * a function is called when the call has its answer. Under the profile `'production'` this comes before answers that the
   * test has prepared, else only before `answer`.
   */
  admit?(call: SlotCall): string | (() => void) | undefined
  /** Answers a call for which nothing was prepared. */
  answer(call: SlotCall): SlotAnswer
  /**
   * Whether `answer` has to make something up, as nothing tells what the test wants: then the option `unprepared` decides.
   * Left out: it never has to.
   */
  isUnprepared?(call: SlotCall): boolean
  /**
   * Makes the answer of what a test gave to `reply` (an object, not text): a text that holds for every call, or a function
   * where it depends on the call. Left out: the JSON text of the object.
   */
  prepare?(answer: object): string | ((call: SlotCall) => SlotAnswer)
  /** The text of an error that a test gave to `fail`. Left out: `{"error":code,"message":message}`. */
  fail?(code: string, message: string): string
}

/** The simulators of a host by slot; a slot that has none answers from the core. */
export type Simulators = { readonly [Slot in SlotName]?: Simulator }

/** What simulators know of their host. */
export interface SimulatedHost {
  /** Name of the host, for messages. */
  readonly name: string
  /** Whether the rules of the real host are enforced: the profile `'production'`. */
  readonly isStrict: boolean
  readonly limits: Limits
  readonly clock: HostClock
  /** Adds a violation; `call` is the one it belongs to. */
  flag(rule: ViolationRule, message: string, call?: SlotCall): void
}
