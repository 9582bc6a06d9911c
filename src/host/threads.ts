import type { Binding } from '../native/binding.js'
import { Status } from '../native/core.js'
import type { HostThread } from './contract.js'

/** The threads that a host has seen, by number. A thread may get its name late, so names are read again at each drain. */
export class ThreadCatalogue {
  readonly #binding: Binding
  readonly #threads = new Map<number, { id: number; osId: number; name: string }>()

  constructor(binding: Binding) {
    this.#binding = binding
  }

  get(id: number): HostThread {
    let thread = this.#threads.get(id)
    if (thread === undefined) {
      thread = { id, osId: 0, name: '' }
      this.#threads.set(id, thread)
      this.refresh([id])
    }
    return thread
  }

  refresh(ids: Iterable<number>): void {
    const { core, out } = this.#binding
    const { words, name } = out
    for (const id of ids) {
      const thread = this.#threads.get(id)
      if (thread === undefined || core.threadInfo(id, words, name) !== Status.ok) continue
      thread.osId = words[0] ?? 0
      thread.name = name.toString('utf8', 0, name.indexOf(0))
    }
  }
}
