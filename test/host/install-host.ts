import { onTestFinished } from 'vitest'
import { MockHost, type MockHostOptions } from '../../src/index.js'

/** A host that stays installed until the test ends. */
export function installHost(options: MockHostOptions = {}): MockHost {
  const host = new MockHost(options)
  host.hostAPIPointer()
  onTestFinished(() => host.uninstall())
  return host
}
