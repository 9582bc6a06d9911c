import type { LoadOptions, Plugin } from '../plugin/contract.js'
import type { MockHost } from './mock-host.js'

type Load = (host: MockHost, path: string, options?: LoadOptions) => Promise<Plugin>

let present: Load | undefined

/** The plugin driver stands above the host, so it brings `host.load` itself. */
export function provideLoader(load: Load): void {
  present = load
}

export function loader(): Load {
  if (present === undefined) throw new Error('osaurus-mockhost: import MockHost from the package, not from its parts')
  return present
}
