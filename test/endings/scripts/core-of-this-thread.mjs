import { AsyncLocalStorage } from 'node:async_hooks'
import { MockHost } from 'osaurus-mockhost'

/** The native core as the package has loaded it on this JS thread. */
export function coreOfThisThread() {
  return bindingOfThisThread().core
}

export function bindingOfThisThread() {
  new MockHost().close()
  return AsyncLocalStorage[Symbol.for('osaurus-mockhost.runtime')].binding()
}
