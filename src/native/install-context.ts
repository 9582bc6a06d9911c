import type { Address, Core } from './core.js'

/** A host that stands on an install stack, as the end of a test sees it. */
export interface Installed {
  readonly name: string
  /** Takes it off its stack, wherever it stands. */
  uninstallAnywhere(): void
}

/** A plugin that is loaded, as the end of a test sees it. */
export interface Loaded {
  /** Destroys the plugin if it lives; never throws. Returns errors. */
  destroyAtEnd(): Promise<readonly unknown[]>
  /** Threads of the plugin that outlived its `destroy`. */
  readonly leftovers: readonly Leftover[]
  /** Files that it left behind; none unless the scope looks for them. */
  readonly leftFiles: readonly LeftFile[]
}

/** A thread that outlived the `destroy` of its plugin; `name` is `''` when unnamed. */
export interface Leftover {
  readonly name: string
  readonly osId: number
  /** File name of the plugin's library. */
  readonly library: string
}

/** A file that the `destroy` of a plugin left behind. */
export interface LeftFile {
  readonly path: string
  /** `'open'`: it was opened since the plugin was loaded; `'artifact'`: it lies among the artifacts of the host. */
  readonly how: 'open' | 'artifact'
  /** File name of the plugin's library. */
  readonly library: string
}

/** How long calls into plugins may take. */
export interface CallLimit {
  /** Milliseconds for a call that is made now; `undefined`: no limit. */
  timeLeft(): number | undefined
}

/** What a test, or a thread outside of tests, has in use: in the order of acquisition. Few things, and one scope a test: lists. */
export interface Scope {
  readonly installed: Installed[]
  readonly loaded: Loaded[]
  /** The same for all tests of a file; 0 outside of tests. */
  readonly fileToken: number
  /** `undefined`: no test sets one. */
  readonly callLimit: CallLimit | undefined
  /** Whether other tests of the process run, or ran, at the same time: then not every new thread is of this test. */
  hasCompany: boolean
  /** Whether files that plugins leave behind are looked for. */
  readonly looksForFiles: boolean
  /** Whether its hosts are asked at its end for more than they have noticed by themselves. */
  readonly looksIntoCalls: boolean
  /** Of the hosts that the test has made and installed itself. */
  looks?: LookAtHost[]
}

/**
 * Tells why a test fails by what a host of its own has seen since the last look. Never throws.
 *
 * @param test what the environment says of it (`TestInfo`)
 * @param isFirst whether crashes that may be any host's are for this one to tell
 */
export type LookAtHost = (test: never, isFirst: boolean) => readonly unknown[]

/** Whether it is that of a running test. */
export function isOfRunningTest(scope: Scope): boolean {
  return scope.fileToken !== 0
}

/**
 * One async context of a JS thread, with the install stack that belongs to it (rule R1).
 *
 * A child sees the hosts of its parent below its own. The native stack is made when the first host is
 * installed here, and freed with the context.
 */
export interface InstallContext {
  parent: InstallContext | null
  /** What the test environment keeps about the running test. */
  session: unknown
  scope: Scope
  /** Address of the native stack; 0 until a host is installed here. */
  stack: Address
}

/** A context without a parent: of a thread, or of a test. */
export function createRootContext(
  session: unknown,
  own: Pick<Scope, 'fileToken' | 'callLimit' | 'looksForFiles' | 'looksIntoCalls'> = ofNoTest,
): InstallContext {
  const { fileToken, callLimit, looksForFiles, looksIntoCalls } = own
  const scope: Scope = {
    installed: [],
    loaded: [],
    fileToken,
    callLimit,
    hasCompany: false,
    looksForFiles,
    looksIntoCalls,
  }
  return { parent: null, session, scope, stack: 0 }
}

const ofNoTest = { fileToken: 0, callLimit: undefined, looksForFiles: false, looksIntoCalls: false }

export function createChildContext(parent: InstallContext): InstallContext {
  return { parent, session: parent.session, scope: parent.scope, stack: 0 }
}

/** Adds to a list of a scope what is not in it. */
export function hold<Thing>(list: Thing[], thing: Thing): void {
  if (!list.includes(thing)) list.push(thing)
}

/** Takes a thing off a list of a scope. */
export function letGo<Thing>(list: Thing[], thing: Thing): void {
  const at = list.lastIndexOf(thing)
  if (at >= 0) list.splice(at, 1)
}

/**
 * Lets go of all that a context of a test that is over holds: promises and timers that the runner keeps refer to it for
 * as long as the file lasts.
 *
 * @param session what is left of the session
 */
export function retire(context: InstallContext, session: unknown): void {
  context.parent = null
  context.session = session
  context.scope = retired
}

/** What is acquired there belongs to no test any more: nobody gives it back. */
const retired: Scope = {
  installed: [],
  loaded: [],
  fileToken: 0,
  callLimit: undefined,
  hasCompany: true,
  looksForFiles: false,
  looksIntoCalls: false,
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
      // The context of a test gives its own back at the end, by `release`.
      if (!isOfTest(context)) this.#freed.register(context, context.stack)
    }
    return context.stack
  }

  /** Gives the stack of a test back, at its end. Contexts below keep what they see of it. */
  release(context: InstallContext): void {
    if (context.stack === 0 || !isOfTest(context)) return
    this.#core.stackDestroy(context.stack)
    context.stack = 0
  }

  /** The stack that calls from a context see: its own, or the nearest that has one. */
  seen(context: InstallContext): Address {
    for (let at: InstallContext | null = context; at !== null; at = at.parent) if (at.stack !== 0) return at.stack
    return 0
  }
}

function isOfTest({ parent, session, scope }: InstallContext): boolean {
  return parent === null && session !== undefined && scope !== retired
}
