import type { LookAtHost, Scope } from '../native/install-context.js'
import { endLook } from './end-look.js'
import type { MockHost } from './mock-host.js'

/**
 * A host that a test has made itself, as the end of the test finds it. It is held while it is installed, and for as long as it has
 * something to tell: one that a test has let go of does not outlive it for nothing.
 */
export class ShownHost {
  readonly scope: Scope
  readonly #host: WeakRef<MockHost>
  #held: MockHost | undefined

  constructor(scope: Scope, host: MockHost) {
    const look: LookAtHost = (test, isFirst) => {
      const found = this.#held ?? this.#host.deref()
      return found === undefined ? [] : endLook()(found, test, isFirst)
    }
    this.scope = scope
    this.#host = new WeakRef(host)
    scope.looks ??= []
    scope.looks.push(look)
  }

  hold(host: MockHost): void {
    this.#held = host
  }

  letGo(): void {
    this.#held = undefined
  }
}
