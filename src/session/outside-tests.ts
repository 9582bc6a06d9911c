import { type Installed, type Loaded, letGo } from '../native/install-context.js'
import { runtime } from '../native/runtime.js'
import { destroyPlugins, uninstallLeft } from './left-installed.js'

/** What the code of a file has in use outside of its tests: at its top level, in `beforeAll` and `afterAll`. */
export class OutsideTests {
  readonly #context = runtime().root
  #before: ReadonlySet<Installed | Loaded> = new Set()

  constructor() {
    this.begin()
  }

  /** What is in use by now is not of the file. */
  begin(): void {
    const { installed, loaded } = this.#context.scope
    this.#before = new Set([...installed, ...loaded])
  }

  /**
   * Uninstalls the hosts that the file has left installed, when its plugins are destroyed. Never throws.
   *
   * @returns reasons to fail the file
   */
  async end(file: string): Promise<readonly unknown[]> {
    const { scope } = this.#context
    const isOfFile = (one: Installed | Loaded) => !this.#before.has(one)
    const installed = scope.installed.filter(isOfFile)
    if (installed.length === 0) return []
    const loaded = scope.loaded.filter(isOfFile)
    const ofPlugins = await destroyPlugins(loaded, this.#context)
    for (const plugin of loaded) letGo(scope.loaded, plugin)
    return [...ofPlugins, ...uninstallLeft(installed, `file "${file}"`, ofFile)]
  }
}

const ofFile = 'uninstall it in afterAll, before anything there that throws when beforeAll has failed'
