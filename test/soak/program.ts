/** One call that a plugin, one of its threads or the test makes: a name and its arguments, as the fixture `puppet` reads it. */
export type Call =
  | readonly ['log', message: string]
  | readonly ['log_structured', message: string, payload: string]
  | readonly ['config_set', key: string, value: string]
  | readonly ['config_delete', key: string]
  | readonly ['config_get', key: string]
  | readonly ['http', request: string]
  | readonly ['agent']
  | PuppetCall

/** What only `puppet` can do: strings that it keeps in one of the places of the process. */
export type PuppetCall =
  | readonly ['keep', key: string, place: number]
  | readonly ['free', place: number]
  | readonly ['free_again', place: number]

/** How a slot is made to answer. `once` puts it in the queue. */
export type AnswerKind = 'text' | 'null' | 'function' | 'promise' | 'throw'

/**
 * One step. Every step is legal at any time: what cannot be done then is refused with an error, which the model foretells,
 * so that a program without one of its steps is a program as well. Hosts, plugins and agents are named by their numbers.
 */
export type Step =
  | { readonly do: 'install'; readonly host: number }
  | { readonly do: 'uninstall'; readonly host: number }
  | {
      readonly do: 'with'
      readonly host: number
      readonly isAsync: boolean
      readonly throws: boolean
      readonly body: readonly Step[]
    }
  | { readonly do: 'sideBySide'; readonly branches: readonly Branch[] }
  | {
      readonly do: 'call'
      readonly host: number
      readonly onNewThread: boolean
      readonly call: Exclude<Call, PuppetCall>
    }
  | {
      readonly do: 'answer'
      readonly host: number
      readonly slot: 'config_get' | 'http_request'
      readonly kind: AnswerKind
      readonly once: boolean
      readonly text: string
    }
  | { readonly do: 'agent'; readonly host: number; readonly agent: number | null }
  | {
      readonly do: 'setting'
      readonly host: number
      readonly key: string
      readonly value: string | null
      readonly agent: number
    }
  | { readonly do: 'addAgent'; readonly host: number; readonly agent: number }
  | { readonly do: 'load'; readonly plugin: number; readonly image: 'file' | 'test' | 'shared' }
  | {
      readonly do: 'invoke'
      readonly plugin: number
      readonly isSync: boolean
      readonly agent: number | null | undefined
      readonly calls: readonly Call[]
    }
  | { readonly do: 'start'; readonly plugin: number; readonly thread: number; readonly isCaptured: boolean }
  | { readonly do: 'order'; readonly thread: number; readonly calls: readonly Call[] }
  | {
      readonly do: 'orderThrough'
      readonly plugin: number
      readonly isSync: boolean
      readonly thread: number
      readonly calls: readonly Call[]
    }
  | { readonly do: 'storm'; readonly thread: number; readonly lines: number }
  | { readonly do: 'settle'; readonly thread: number }
  | { readonly do: 'hang'; readonly plugin: number; readonly calls: readonly Call[] }
  | { readonly do: 'release'; readonly plugin: number }
  | { readonly do: 'destroy'; readonly plugin: number }
  | { readonly do: 'reload'; readonly plugin: number }
  | { readonly do: 'reset'; readonly host: number }
  | { readonly do: 'close'; readonly host: number }

/** An async body of `withInstalled` that takes turns with its neighbours, step by step. */
export interface Branch {
  readonly host: number
  readonly body: readonly Step[]
}

export interface HostSpec {
  /** JS thread that it belongs to: 0 is the main thread, the others are workers. */
  readonly jsThread: number
  readonly attribution: 'thread' | 'table'
}

/** What the soak runs on the real package, and the model in its head. */
export interface Program {
  readonly hosts: readonly HostSpec[]
  /** Host of each plugin. */
  readonly plugins: readonly number[]
  readonly steps: readonly Step[]
}

/** Step numbers from the outside in, with the branch in between: `2.0.1`. */
export type StepPath = string

/** What a program did, on the package or in the model. */
export interface Behaviour {
  /** Result of each step, or the code of its error. */
  readonly outcomes: readonly (readonly [StepPath, unknown])[]
  readonly hosts: readonly HostBehaviour[]
}

export interface HostBehaviour {
  readonly isInstalled: boolean
  readonly calls: readonly SeenCall[]
  readonly drops: readonly SeenDrop[]
  readonly strings: {
    readonly handedOut: number
    readonly freed: number
    readonly outstanding: number
    readonly badFrees: readonly string[]
  }
  readonly violations: readonly string[]
  readonly settings: readonly string[]
}

export interface SeenCall {
  readonly slot: string
  readonly args: readonly (string | number | null)[]
  readonly answer: string | null | undefined
  readonly role: 'install' | 'background'
  readonly frame: string | null
  readonly agent: string | null
  /** Threads of the fixture by name; '' for others. */
  readonly thread: string
}

export interface SeenDrop {
  readonly slot: string
  readonly args: readonly (string | number | null)[]
  readonly reason: string
  readonly thread: string
  /** Numbers of the hosts in the program. */
  readonly competing: readonly number[]
}
