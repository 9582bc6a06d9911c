import { internals, type MockHost } from '../../host/mock-host.js'
import { realNow } from '../../host/real-timers.js'
import { runtime } from '../../native/runtime.js'
import { Redactor } from '../../report/secrets.js'

/** A time of `realNow()` on the clock of the core: both count with the monotonic clock of the system. */
export function nanosecondsAt(time: number): number {
  return runtime().binding().core.now() - (realNow() - time) * 1e6
}

/** One that knows the secrets of the config: what is stored, and what plugins were told, read and wrote. */
export function redactorOf(host: MockHost): Redactor {
  const { appConfig } = host[internals]
  const redactor = new Redactor(appConfig.secretNames)
  for (const value of appConfig.secretValues) redactor.keep(value)
  for (const { key, value } of host.config.values) redactor.keepNamed(key, value)
  redactor.keep(host.accessKey)
  for (const { key, value } of host.configReads) redactor.keepNamed(key, value)
  for (const { key, value } of host.configWrites.lastSets) redactor.keepNamed(key, value)
  return redactor
}
