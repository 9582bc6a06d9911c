import type { TestSession } from '../../src/session/contract.js'
import type { EnvironmentOptions, ResolvedOptions } from '../../src/session/options.js'
import { resolveOptions } from '../../src/session/resolve-options.js'
import type { CircusState, DescribeBlock, RuntimeGlobals } from './circus.js'
import type { Declarations } from './declarations.js'

/** What holds for the tests of one describe block. */
export interface SuiteSettings {
  readonly options: ResolvedOptions
  /** Whether these tests run alone in the process. */
  readonly isSerialized: boolean
}

/** The describe blocks of one file, with what `hostOptions` and `serialized` said of them. */
export class Suites implements Declarations {
  readonly #config: EnvironmentOptions
  /** Said before jest-circus was there, in `setupFiles`. */
  readonly #early: EnvironmentOptions[] = []
  readonly #options = new WeakMap<DescribeBlock, EnvironmentOptions[]>()
  readonly #serialized = new WeakSet<DescribeBlock>()
  readonly #settings = new WeakMap<DescribeBlock, SuiteSettings>()
  #circus: { readonly state: CircusState; readonly globals: RuntimeGlobals } | undefined
  #makeHost: ((session: TestSession) => void) | undefined

  constructor(config: EnvironmentOptions) {
    this.#config = config
  }

  /** Connects with the jest-circus of the file. */
  attach(state: CircusState, globals: RuntimeGlobals): void {
    this.#circus = { state, globals }
  }

  get isClosed(): boolean {
    return this.#circus?.state.hasStarted ?? false
  }

  setOptions(options: EnvironmentOptions): void {
    const block = this.#circus?.state.currentDescribeBlock
    if (block === undefined) this.#early.push(options)
    else this.#options.set(block, [...(this.#options.get(block) ?? []), options])
  }

  describe(name: string, body: () => void): void {
    this.#circus?.globals.describe(name, body)
  }

  describeSerialized(name: string, body: () => void): void {
    const { state } = this.#circus ?? {}
    this.describe(name, () => {
      if (state !== undefined) this.#serialized.add(state.currentDescribeBlock)
      body()
    })
  }

  makeHostsBy(make: (session: TestSession) => void): void {
    this.#makeHost = make
  }

  /** Makes the host of a test at once, where the code of the file has told how; else its first use does. */
  makeHost(session: TestSession): void {
    this.#makeHost?.(session)
  }

  /** Settings of a block: config, then file, then the describe blocks from outside in. */
  settings(block: DescribeBlock): SuiteSettings {
    const known = this.#settings.get(block)
    if (known !== undefined) return known
    const blocks = withParents(block)
    const layers = blocks.flatMap((one) => this.#options.get(one) ?? [])
    const options = resolveOptions(this.#config, ...this.#early, ...layers)
    const isSerialized = options.serialize === 'test' || blocks.some((one) => this.#serialized.has(one))
    const settings = { options, isSerialized }
    this.#settings.set(block, settings)
    return settings
  }
}

/** The block and those around it, outermost first. */
function withParents(block: DescribeBlock): DescribeBlock[] {
  return block.parent === undefined ? [block] : [...withParents(block.parent), block]
}
