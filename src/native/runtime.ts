import { AsyncLocalStorage } from 'node:async_hooks'
import { packageRoot } from '../errors/package-root.js'
import { Binding } from './binding.js'
import { createChildContext, createRootContext, type InstallContext } from './install-context.js'
import { CORE_VERSION, versionClash } from './library.js'

/** What all copies of this package on one JS thread share. */
export interface Runtime {
  readonly version: string
  /** Folder of the copy that made this. */
  readonly home?: string
  /** The binding if it is loaded: nothing native happens on a thread before its first host. */
  readonly loaded: Binding | undefined
  /** The binding, loaded at the first call. */
  binding(): Binding
  /** The context of what belongs to no test. */
  readonly root: InstallContext
  /** The async context of the caller. */
  context(): InstallContext
  /** A context below the caller's, with an install stack of its own. */
  childContext(): InstallContext
  /** Runs `body` in another context. */
  runIn<R>(context: InstallContext, body: () => R): R
  /** The session that `context()` belongs to, or the only one that runs on this thread. */
  session(): unknown
  /** A number that no other file of tests of this thread has. Kept here: runners load the code that asks once for each file. */
  newFileToken(): number
  /** Sessions that run on this thread. */
  readonly running: Set<unknown>
  /** Images of plugins that this thread has opened, by file and path. */
  readonly images: Map<string, unknown>
}

/** Where a runtime stands on the global object; environments put an accessor of that name into their sandboxes. */
export const runtimeKey = Symbol.for('osaurus-mockhost.runtime')

type Holder = { [runtimeKey]?: Runtime }

// A class of Node's own, so the same object in every realm of the thread: a sandbox whose environment
// knows nothing of us must find the runtime as well, since a thread can have no second binding.
const threadHolder = AsyncLocalStorage as Holder

/** The runtime of this JS thread: made by the first copy of the package that asks. */
export function runtime(): Runtime {
  const found = (globalThis as Holder)[runtimeKey] ?? threadHolder[runtimeKey]
  if (found === undefined) {
    const made = createRuntime()
    Object.defineProperty(threadHolder, runtimeKey, { get: () => made, configurable: true })
    return made
  }
  if (found.version !== CORE_VERSION) throw versionClash({ version: found.version, place: found.home })
  return found
}

function createRuntime(): Runtime {
  const contexts = new AsyncLocalStorage<InstallContext>()
  const root = createRootContext(undefined)
  const running = new Set<unknown>()
  const images = new Map<string, unknown>()
  let loaded: Binding | undefined
  let fileTokens = 0
  return {
    version: CORE_VERSION,
    get home() {
      return packageRoot()
    },
    running,
    images,
    root,
    get loaded() {
      return loaded
    },
    binding() {
      if (loaded === undefined) {
        loaded = new Binding()
        // Code that calls a table by other means, outside every context, sees the stack of the thread itself.
        root.stack = loaded.core.threadStack()
      }
      return loaded
    },
    newFileToken: () => ++fileTokens,
    context: () => contexts.getStore() ?? root,
    childContext: () => createChildContext(contexts.getStore() ?? root),
    runIn: (context, body) => contexts.run(context, body),
    session() {
      const session = contexts.getStore()?.session
      if (session !== undefined) return session
      return running.size === 1 ? [...running][0] : undefined
    },
  }
}
