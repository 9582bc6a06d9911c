import { createRequire } from 'node:module'
import { dirname, join, resolve } from 'node:path'
import { MockHostError } from '../../src/errors/mockhost-error.js'
import { thisProcess } from '../../src/native/flight-folder.js'
import { checkEnvironmentOptions, type EnvironmentOptions } from '../../src/session/options.js'
import { lookAroundRuns, type ReportingVitest } from './around-runs.js'
import { type WatchingVitest, watchLibrary } from './watch-library.js'
import { settingsKey, type WorkerSettings } from './worker-settings.js'

const pluginName = 'osaurus-mockhost'

/** The plugin, as Vite and Vitest see it; without their types, since those differ between versions. */
export interface MockHostPlugin {
  /** `osaurus-mockhost`. */
  readonly name: string
  /** For this package: the options, by which a project finds its own copy of the plugin. */
  readonly api: { readonly options: EnvironmentOptions }
  /** Called by Vitest for each project: adds the setup file, and in the vm pools the environment. */
  configureVitest(context: { readonly project: object; readonly vitest?: object }): void
}

/**
 * Gives every test of a Vitest project a host of its own.
 *
 * @example
 * import { mockHost } from 'osaurus-mockhost/vitest/config'
 * export default defineConfig({ plugins: [mockHost({ plugin: './build/libhello' })] })
 *
 * @remarks
 * Works for projects too: in the root's config for all of them that extend it (with Vitest 5 for every
 * one), in a project's own config for that one; a project's own copy wins.
 *
 * @throws `UNKNOWN_OPTION`, `INVALID_OPTION`
 */
export function mockHost(options: EnvironmentOptions = {}): MockHostPlugin {
  const plugin: MockHostPlugin = {
    name: pluginName,
    api: { options: sendable(checkEnvironmentOptions(options, 'of mockHost')) },
    configureVitest: ({ project, vitest }) => {
      configure(project as Project, plugin)
      if (vitest === undefined) return
      lookAroundRuns(vitest as ReportingVitest, (project as Project).config.root)
      watch(vitest as WatchingVitest, project as Project, plugin)
    },
  }
  return plugin
}

/** Options go to the workers, and a function cannot. */
function sendable(options: EnvironmentOptions): EnvironmentOptions {
  if (typeof options.unprepared !== 'function') return options
  throw new MockHostError({
    code: 'INVALID_OPTION',
    message:
      'The option "unprepared" of mockHost is a function, which Vitest cannot send to the processes of the tests.',
    details: [['expected', "'default', 'warn' or 'fail'"]],
    fix: 'give the function in the test files: hostOptions({ unprepared })',
  })
}

/** The part of a Vitest project that matters here. */
interface Project {
  readonly name: string
  readonly config: {
    readonly root: string
    readonly browser?: { readonly enabled?: boolean }
    readonly pool?: unknown
    readonly setupFiles: string[]
    environment?: string
  }
  readonly vite: { readonly config: { readonly plugins: readonly { readonly name: string }[] } }
  provide(key: string, value: unknown): void
}

/** May be called several times for one project: by the root's plugin and by its own. */
function configure(project: Project, caller: MockHostPlugin): void {
  const { config } = project
  if (config.browser?.enabled === true) return
  const { setup, environment } = filesFor(config)
  const settings: WorkerSettings = {
    options: winner(project, caller).api.options,
    root: config.root,
    run: thisProcess(),
  }
  project.provide(settingsKey, settings)
  if (!config.setupFiles.includes(setup)) config.setupFiles.unshift(setup)
  if (needsEnvironment(config)) config.environment = environment
}

const watched = new WeakSet<Project>()

/** Once for each project, whoever asks first. */
function watch(vitest: WatchingVitest, project: Project, caller: MockHostPlugin): void {
  const { plugin: library } = winner(project, caller).api.options
  if (library === undefined || watched.has(project)) return
  watched.add(project)
  watchLibrary(vitest, { path: resolve(project.config.root, library), projectName: project.name })
}

/**
 * Only in the vm pools, where each file has a realm of its own: loading an environment takes 20 ms a file.
 * Any other than that of Node is the user's choice, and the setup file is enough there.
 */
function needsEnvironment({ pool, environment = 'node' }: Project['config']): boolean {
  return environment === 'node' && typeof pool === 'string' && pool.startsWith('vm')
}

/** The last one in the project's own configuration: what a project adds stands behind what it extends. */
function winner(project: Project, caller: MockHostPlugin): MockHostPlugin {
  const own = project.vite.config.plugins.filter(({ name }) => name === pluginName)
  return (own.at(-1) as MockHostPlugin | undefined) ?? caller
}

/** Both by absolute path: a name would be looked up from the user's project. */
function filesFor({ pool }: Project['config']): { readonly setup: string; readonly environment: string } {
  const root = dirname(createRequire(import.meta.url).resolve('osaurus-mockhost/package.json'))
  if (import.meta.url.endsWith('.ts')) {
    const entries = join(root, 'environment/entries')
    return { setup: join(entries, 'vitest-setup-whole.ts'), environment: join(entries, 'vitest-environment.ts') }
  }
  // Of a pool that is not known a file may have a realm of its own.
  const setup = pool === 'forks' || pool === 'threads' ? 'setup.js' : 'setup-whole.js'
  return { setup: join(root, 'dist/setup', setup), environment: join(root, 'dist/vitest-environment.mjs') }
}
