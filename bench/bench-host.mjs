// What the rows share: a host with the bench plugin, and the plain binding that it is measured by.
import koffi from 'koffi'
import { MockHost } from 'osaurus-mockhost'
import { library } from './library.mjs'

/** A host with the bench plugin loaded. */
export async function openBench(options = {}) {
  const host = new MockHost(options)
  host.hostAPIPointer()
  return { host, plugin: await host.load(library) }
}

/** The library as a plain binding has it. */
export function openPlainly() {
  return koffi.load(library)
}
