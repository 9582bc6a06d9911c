import type { Address, Core } from './core.js'

/**
 * One async context of a JS thread, with the install stack that belongs to it (rule R1).
 *
 * A child sees the hosts of its parent below its own. The native stack is made when the first host is
 * installed here, and freed with the context.
 */
export interface InstallContext {
  readonly parent: InstallContext | null
  /** What the test environment keeps about the running test. */
  readonly session: unknown
  /** Address of the native stack; 0 until a host is installed here. */
  stack: Address
}

export function createContext(parent: InstallContext | null, session: unknown): InstallContext {
  return { parent, session, stack: 0 }
}

/** Finds and makes the native stacks of contexts. */
export class ContextStacks {
  readonly #core: Core
  readonly #freed: FinalizationRegistry<Address>

  constructor(core: Core) {
    this.#core = core
    this.#freed = new FinalizationRegistry((stack) => core.stackDestroy(stack))
  }

  /** The stack of a context, for an install: made if need be. */
  own(context: InstallContext): Address {
    if (context.stack === 0) {
      const below = context.parent === null ? 0 : this.own(context.parent)
      context.stack = this.#core.stackCreate(below)
      this.#freed.register(context, context.stack)
    }
    return context.stack
  }

  /** The stack that calls from a context see: its own, or the nearest that has one. */
  seen(context: InstallContext): Address {
    for (let at: InstallContext | null = context; at !== null; at = at.parent) if (at.stack !== 0) return at.stack
    return 0
  }
}
