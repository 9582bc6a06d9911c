import { onTestFinished } from 'vitest'
import type { LoadOptions, MockHost, MockHostOptions, Plugin } from '../../src/index.js'
import { buildPlugins } from '../fixtures/plugins/build.mjs'
import { installHost } from '../host/install-host.js'

/** Path of a fixture plugin, compiled if need be. */
export async function libraryOf(name: string): Promise<string> {
  const { [name]: path } = await buildPlugins([name])
  if (path === undefined) throw new Error(`no fixture plugin ${name}`)
  return path
}

/** A fixture plugin that is destroyed when the test ends. */
export async function loadFixture(host: MockHost, name: string, options?: LoadOptions): Promise<Plugin> {
  const plugin = await host.load(await libraryOf(name), options)
  onTestFinished(() => plugin.destroy())
  return plugin
}

/** The work horse of the tests, and the host it talks to. */
export async function loadChatter(
  hostOptions: MockHostOptions = {},
  loadOptions?: LoadOptions,
): Promise<{ host: MockHost; plugin: Plugin }> {
  const host = installHost(hostOptions)
  return { host, plugin: await loadFixture(host, 'chatter', loadOptions) }
}
