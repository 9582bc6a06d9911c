import { runtime, runtimeKey } from '../../src/native/runtime.js'
import type { JestConfig, JestContext, JestEnvironmentClass } from './base-environment.js'
import type { CircusEvent, CircusState } from './circus.js'
import { type FileConsole, mainProcess } from './deaths.js'
import { declarationsKey } from './declarations.js'
import { FileRun } from './file-run.js'
import { readOptions } from './read-options.js'
import { Suites } from './suites.js'

/**
 * Makes a test environment out of another: for jsdom, or for one of your own.
 *
 * @example
 * // mockhost-jsdom.cjs, named by `testEnvironment` in the config of Jest
 * const { createEnvironment } = require('osaurus-mockhost/jest-environment')
 * const { TestEnvironment } = require('jest-environment-jsdom')
 * module.exports = createEnvironment(TestEnvironment)
 */
export function createEnvironment<Base extends JestEnvironmentClass>(Base: Base): Base {
  return class MockHostEnvironment extends Base {
    readonly #run: FileRun

    // biome-ignore lint/suspicious/noExplicitAny: TypeScript asks this of the constructor of a mixin class
    constructor(...args: any[]) {
      const [config, context, ...rest]: [JestConfig, JestContext, ...unknown[]] = args as never
      const { rootDir, testEnvironmentOptions } = config.projectConfig
      // A class that extends this one may have options of its own.
      const isNode = new.target === MockHostEnvironment && isNodeEnvironment(Base)
      const { own, below } = readOptions(testEnvironmentOptions, isNode)
      const projectConfig = { ...config.projectConfig, testEnvironmentOptions: below }
      super({ ...config, projectConfig }, context, ...rest)
      const suites = new Suites(own)
      const shared = runtime()
      handOver(this.global, runtimeKey, () => shared)
      handOver(this.global, declarationsKey, () => suites)
      const place = { file: context.testPath, root: rootDir, run: mainProcess() }
      this.#run = new FileRun(place, suites, () => (this.global as { readonly console?: FileConsole }).console)
    }

    /** Throws only what the environment below does, when ours is done: Jest loses the whole file then. */
    override handleTestEvent(event: CircusEvent, state: CircusState): Promise<void> | void {
      const handle = () => this.#handle(event, state)
      const handleAndThrow = (error: unknown) => andThrow(handle(), error)
      let before: Promise<void> | void
      try {
        before = super.handleTestEvent?.(event, state)
      } catch (error) {
        return handleAndThrow(error)
      }
      // Ten events a test, most of them of no interest here: no promise is made for those.
      return before === undefined ? handle() : before.then(handle, handleAndThrow)
    }

    #handle(event: CircusEvent, state: CircusState): Promise<void> | void {
      const errors = () => ('test' in event ? event.test.errors : state.unhandledErrors)
      try {
        return this.#run.handle(event, state)?.catch((error: unknown) => void errors().push(error))
      } catch (error) {
        errors().push(error)
      }
    }

    override async teardown(): Promise<void> {
      await this.#run.close()
      await super.teardown()
    }
  }
}

/** At once, if there is nothing to wait for. */
function andThrow(handled: Promise<void> | void, error: unknown): Promise<never> {
  if (handled === undefined) throw error
  return handled.then(() => {
    throw error
  })
}

/** By name: a project may have the package twice. */
function isNodeEnvironment(Base: JestEnvironmentClass): boolean {
  return Base.name === 'NodeEnvironment'
}

/** An accessor, since Jest takes the properties off every value that it finds on the global object at the end. */
function handOver(global: object, key: symbol, get: () => object): void {
  Object.defineProperty(global, key, { get, configurable: true })
}
