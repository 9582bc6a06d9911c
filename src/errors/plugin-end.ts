import type { OpenWord } from '../abi/open-word.js'
import type { SlotName } from '../abi/slots.js'

/** Signals that end plugins; others are possible. */
export type CrashSignal = 'SIGSEGV' | 'SIGBUS' | 'SIGILL' | 'SIGFPE' | 'SIGTRAP' | 'SIGABRT' | 'SIGKILL'

/** How a call of a plugin, or a thread of it, came to an end that was none. */
export interface PluginEnd {
  /** `'crash'`: by a signal; `'exit'`: it called exit(); `'hang'`: it did not return in time. */
  readonly how: 'crash' | 'exit' | 'hang'
  /** Name of the signal, of a crash. */
  readonly signal?: OpenWord<CrashSignal>
  /** What exit() was given. */
  readonly exitCode?: number
  /** The callback in progress: `invoke "search"`; left out on a thread of the plugin. */
  readonly during?: string
  /** Name of the thread; left out when it is unnamed. */
  readonly thread?: string
  /** Slot of the last call that the thread made. */
  readonly after?: OpenWord<SlotName>
}
