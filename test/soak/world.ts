import type { AnswerKind, Call, HostSpec, SeenCall, SeenDrop } from './program.js'

/** One period in which a host is installed. */
export interface Install {
  readonly host: Host
  readonly stack: Stack
  isLive: boolean
}

/** Install stack of an async context (R1): its own installs above those of its parent. */
export interface Stack {
  readonly parent: Stack | null
  readonly installs: Install[]
}

export interface Prepared {
  readonly kind: AnswerKind
  readonly text: string
}

/** What a host holds and has seen. */
export interface Host {
  readonly number: number
  readonly spec: HostSpec
  install: Install | null
  isClosed: boolean
  agent: string | null
  /** What `config_get` and `http_request` answer: queued first, then the last lasting one. */
  readonly answers: Record<'config_get' | 'http_request', { queue: Prepared[]; lasting: Prepared | null }>
  /** By agent and key. */
  readonly settings: { isOfPlugin: boolean; readonly agent: string | null; readonly key: string; value: string }[]
  /** Whether a plugin was ever loaded for it: what was set before belongs to the first. */
  hasPlugin: boolean
  readonly agents: Set<string>
  readonly plugins: Set<Plugin>
  calls: ExpectedCall[]
  drops: SeenDrop[]
  strings: { handedOut: number; freed: number; badFrees: string[]; outstanding: Set<HandedString> }
}

/** Calls of one group were made at once: their order is free. */
export interface ExpectedCall extends SeenCall {
  readonly group: number
}

export interface HandedString {
  readonly host: Host
  readonly install: Install
}

/** The globals of a loaded library: one table, which the next entry overwrites. */
export interface Image {
  table: Install | null
}

export interface Plugin {
  readonly number: number
  readonly host: Host
  readonly image: Image
  /** A private image is entered again by a reload, as the others are. */
  state: 'alive' | 'leaving' | 'destroyed'
  isStuck: boolean
  hanging: { readonly frame: Frame; readonly calls: readonly Call[] } | null
  /** What was delivered last, by agent and key. */
  delivered: Map<string, string>
}

/** A callback in progress. */
export interface Frame {
  readonly kind: string
  readonly agent: string | null
  readonly install: Install
}

/** Who calls: what routing looks at. */
export interface Caller {
  /** The stack that the thread bears; null for none. */
  readonly stack: Stack | null
  readonly frame: Frame | null
  /** Name of a thread of the fixture. */
  readonly thread: string
  /** JS thread that waits in native code for the call, and cannot run promises; null for none. */
  readonly blocked: number | null
  /** Host whose synchronous call it waits for; null for a call that it makes itself. */
  readonly pumped: Host | null
  /** Group of calls that are made at once. */
  readonly group: number
}

/** A thread of the fixture. */
export interface Puppet {
  readonly number: number
  table(): Install | null
  storm: Storm | null
}

/** Lines that a thread logs while the program goes on: where each may end up. */
export interface Storm {
  readonly prefix: string
  readonly lines: number
  /** Hosts that may have recorded a line of it, and those in whose drops one may stand. */
  readonly recordedBy: Set<Host>
  readonly droppedBy: Set<Host>
  /** Whether lines may have been hidden by a reset. */
  mayBeHidden: boolean
}

export function createHost(number: number, spec: HostSpec): Host {
  return {
    number,
    spec,
    install: null,
    isClosed: false,
    agent: null,
    answers: { config_get: { queue: [], lasting: null }, http_request: { queue: [], lasting: null } },
    settings: [],
    hasPlugin: false,
    agents: new Set(),
    plugins: new Set(),
    calls: [],
    drops: [],
    strings: { handedOut: 0, freed: 0, badFrees: [], outstanding: new Set() },
  }
}

/** Whether a call is one that the plugin made from a thread of its own. */
export function isBackground({ stack, frame }: Caller): boolean {
  return topOf(stack) === null && frame === null
}

/** The install whose host gets the calls made on a stack. */
export function topOf(stack: Stack | null): Install | null {
  for (let at = stack; at !== null; at = at.parent) {
    const last = at.installs.at(-1)
    if (last !== undefined) return last
  }
  return null
}
