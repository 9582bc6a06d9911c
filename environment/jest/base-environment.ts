import { createRequire } from 'node:module'
import path from 'node:path'

/** The part of Jest's `EnvironmentContext` that we read. */
export interface JestContext {
  readonly testPath: string
}

/** The part of Jest's `JestEnvironmentConfig` that we read. */
export interface JestConfig {
  readonly projectConfig: {
    readonly rootDir: string
    readonly testEnvironmentOptions: Readonly<Record<string, unknown>>
  }
}

/** What every environment of Jest has. */
export interface JestEnvironment {
  global: object
  setup(): Promise<void>
  teardown(): Promise<void>
  // biome-ignore lint/suspicious/noExplicitAny: Jest's own types of events are not ours to depend on
  handleTestEvent?(event: any, state: any): void | Promise<void>
}

// biome-ignore lint/suspicious/noExplicitAny: TypeScript asks this of the base of a mixin class
export type JestEnvironmentClass = new (...args: any[]) => JestEnvironment

const wanted = 'jest-environment-node'
/** The packages between Jest and its node environment, where a package manager lets each see its own only. */
const chain = ['jest', 'jest-cli', 'jest-config']

/** Jest's node environment, as seen from one of the places: as we see it, or as the project does. */
export function loadNodeEnvironment(
  places: readonly string[] = [import.meta.url, path.join(process.cwd(), 'package.json')],
): JestEnvironmentClass {
  for (const place of places) {
    const file = resolveFrom(place, wanted) ?? resolveThrough(place)
    if (file !== undefined) return createRequire(place)(file).TestEnvironment
  }
  throw new Error(`${wanted} was not found, which comes with Jest.\n  to fix      npm install --save-dev jest`)
}

function resolveThrough(place: string): string | undefined {
  let from: string | undefined = place
  for (const name of chain) {
    if (from !== undefined) from = resolveFrom(from, `${name}/package.json`)
  }
  return from === undefined ? undefined : resolveFrom(from, wanted)
}

function resolveFrom(place: string, name: string): string | undefined {
  try {
    return createRequire(place).resolve(name)
  } catch {
    return undefined
  }
}
