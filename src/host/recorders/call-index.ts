import type { SlotName } from '../../abi/slots.js'
import type { RecordedCall } from '../contract.js'

/** Is told of every call of the slots it follows, once, in order; and when the journal starts over. */
export interface CallFollower {
  add(call: RecordedCall): void
  clear(): void
}

interface SlotFile {
  calls: RecordedCall[]
  readonly followers: CallFollower[]
}

/** The calls of a journal, filed by slot. Each look at it files what is new since the last. */
export class CallIndex {
  readonly #source: () => readonly RecordedCall[]
  readonly #files = new Map<SlotName, SlotFile>()
  #calls: readonly RecordedCall[] = []
  #filed = 0

  constructor(source: () => readonly RecordedCall[]) {
    this.#source = source
  }

  /** One that comes late is told of the calls filed by then, in order. */
  follow(slots: readonly SlotName[], follower: CallFollower): void {
    const files = slots.map((slot) => this.#fileOf(slot))
    for (const call of inOrder(files)) follower.add(call)
    for (const file of files) file.followers.push(follower)
  }

  /** Every call; nothing is filed for it. */
  all(): readonly RecordedCall[] {
    return this.#source()
  }

  to(slot: SlotName): readonly RecordedCall[] {
    this.refresh()
    return this.#fileOf(slot).calls
  }

  refresh(): void {
    const calls = this.#source()
    if (calls !== this.#calls || calls.length < this.#filed) this.#startOver(calls)
    if (calls.length === this.#filed) return
    for (let index = this.#filed; index < calls.length; index++) {
      const call = calls[index]
      if (call !== undefined) this.#file(call)
    }
    this.#filed = calls.length
  }

  #startOver(calls: readonly RecordedCall[]): void {
    this.#calls = calls
    this.#filed = 0
    for (const file of this.#files.values()) {
      file.calls = []
      for (const follower of file.followers) follower.clear()
    }
  }

  #file(call: RecordedCall): void {
    const { calls, followers } = this.#fileOf(call.slot)
    calls.push(call)
    for (const follower of followers) follower.add(call)
  }

  #fileOf(slot: SlotName): SlotFile {
    let file = this.#files.get(slot)
    if (file === undefined) {
      file = { calls: [], followers: [] }
      this.#files.set(slot, file)
    }
    return file
  }
}

function inOrder(files: readonly SlotFile[]): RecordedCall[] {
  return files.flatMap(({ calls }) => calls).sort((one, other) => one.seq - other.seq)
}
