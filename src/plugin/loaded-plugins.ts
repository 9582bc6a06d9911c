import { MockHostError } from '../errors/mockhost-error.js'
import { internals, type MockHost } from '../host/mock-host.js'

/** A plugin that lives in a host. */
interface LoadedPlugin {
  readonly id: string
  readonly path: string
}

const loadedIn = new WeakMap<MockHost, Set<LoadedPlugin>>()
/** Ids by the paths of libraries, of all that a host has ever loaded. */
const idsIn = new WeakMap<MockHost, Map<string, string>>()

/** The id that a library had when the host loaded it last. */
export function idOfLastLoad(host: MockHost, path: string): string | undefined {
  return idsIn.get(host)?.get(path)
}

/**
 * Registers a plugin with its host, and hands back what takes it off.
 *
 * In the app the first plugin of an id stays and the newcomer is shut down (fact sheet, section 14.2). Only
 * the profile `'production'` refuses it as well: tests of several plugins load one library more than once.
 *
 * @throws `PLUGIN_ALREADY_LOADED`
 */
export function registerPlugin(host: MockHost, plugin: LoadedPlugin): () => void {
  const loaded = loadedIn.get(host) ?? new Set()
  const first = [...loaded].find(({ id }) => id === plugin.id)
  if (first !== undefined) meetSecond(host, first, plugin)
  loadedIn.set(host, loaded.add(plugin))
  idsIn.set(host, (idsIn.get(host) ?? new Map()).set(plugin.path, plugin.id))
  return () => void loaded.delete(plugin)
}

function meetSecond(host: MockHost, first: LoadedPlugin, second: LoadedPlugin): void {
  const { options, findings } = host[internals]
  const fact = `${host.name} has a plugin ${second.id} already`
  if (options.profile === 'production') throw alreadyLoaded(fact, first, second)
  findings.add('PLUGIN_ALREADY_LOADED', {
    message: `${fact}, loaded from ${first.path}. The app shuts the second one down.`,
  })
}

function alreadyLoaded(fact: string, first: LoadedPlugin, second: LoadedPlugin): MockHostError {
  return new MockHostError({
    code: 'PLUGIN_ALREADY_LOADED',
    message: `${fact}: the first one stays, and the second one was destroyed, as in the app.`,
    details: [
      ['first', first.path],
      ['second', second.path],
    ],
    fix: 'destroy the first plugin before, reload() it, or load the second one with a host of its own',
  })
}
