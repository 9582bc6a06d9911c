/** A global object, of which `fetch` is used: that of the realm in which the test runs. */
export interface TestGlobals {
  readonly fetch?: unknown
}

/** The `fetch` that a test has at this moment. */
export interface TestFetch {
  /** Whether somebody else than Node answers: a function of the test, msw, nock or the MockAgent of undici. */
  readonly isMocked: boolean
  send(url: string, init: RequestInit): Promise<unknown>
}

/** Before any test has run, but a mock may have been quicker: nock replaces `fetch` as soon as it is imported. */
const atLoad: unknown = globalThis.fetch

/**
 * Looks up the `fetch` of a test; never kept, because mocks come and go. If in doubt it is that of Node, so that nothing
 * goes out.
 */
export function fetchOf(globals: TestGlobals): TestFetch {
  const { fetch } = globals
  const dispatcher = mockDispatcherOf(globals)
  const isOwn = typeof fetch === 'function' && (fetch === atLoad || isOfNode(fetch))
  return {
    isMocked: typeof fetch === 'function' && (!isOwn || isMarked(fetch) || dispatcher !== undefined),
    async send(url, init) {
      if (typeof fetch !== 'function') throw new TypeError('This environment has no fetch.')
      // Said outright, because Node's fetch looks for it on the global object of Node and not of a sandbox.
      const options = isOwn && dispatcher !== undefined ? { ...init, dispatcher } : init
      return fetch.call(globals, url, options)
    },
  }
}

/** By its source, which loads the undici that is part of Node: what is there again when a mock has gone. */
function isOfNode(fetch: object): boolean {
  return Function.prototype.toString.call(fetch).includes('internal/deps/undici')
}

/** Put there before this module was loaded: by the interceptors of msw and nock, or as a mock function of the runner. */
function isMarked(fetch: object): boolean {
  if ('_isMockFunction' in fetch) return true
  return Object.getOwnPropertySymbols(fetch).some(({ description }) => description === 'isPatchedModule')
}

/** Where versions of undici keep the dispatcher that `setGlobalDispatcher` was given. */
const dispatcherKeys = [Symbol.for('undici.globalDispatcher.1'), Symbol.for('undici.globalDispatcher.2')]

function mockDispatcherOf(globals: object): object | undefined {
  const found = dispatcherKeys.map((key): unknown => Reflect.get(globals, key))
  return found.filter(isObject).find(isMock)
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null
}

/** MockAgent alone can be told not to connect, MockPool and MockClient alone can intercept. */
function isMock(dispatcher: object): boolean {
  return 'disableNetConnect' in dispatcher || 'intercept' in dispatcher
}
