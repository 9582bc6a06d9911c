import { slots } from '../abi/slots.js'
import type { Binding } from '../native/binding.js'
import { networkError } from './error-envelope.js'
import { behaviourOf } from './profile.js'
import { issuesNotSupported } from './tasks/control-slots.js'

const unpreparedHttp = networkError('no answer was prepared: set host.onHttpRequest or host.on.http_request')

const prepared = new WeakSet<Binding>()

/** Tells the core, once, what slots answer by default; `dispatch` makes a fresh task there. */
export function prepareDefaults(binding: Binding): void {
  if (prepared.has(binding)) return
  prepared.add(binding)
  for (const { name, index } of slots) {
    if (name === 'http_request') binding.core.setDefaultAnswer(index, unpreparedHttp)
    if (behaviourOf(name, 'full') === 'answers not_supported') {
      binding.core.setDefaultAnswer(index, issuesNotSupported)
    }
  }
}
