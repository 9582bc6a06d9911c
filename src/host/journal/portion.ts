/** Where the fields of `mh_entry` stand, in 32-bit words; the first holds slot, kind, frame kind and flags. */
export const word = {
  level: 1,
  key: 2,
  at: 4,
  thread: 6,
  frame: 7,
  agent: 8,
  length0: 9,
  length1: 10,
  length2: 11,
} as const
export const headerWords = 12
const returnEntry = 1
/** Of so many calls the place of one is remembered: the others are found from there. */
const stride = 64

/** What `toString` ends in, at half its cost; not in the types. */
export interface SliceableBuffer extends Buffer {
  latin1Slice(from: number, to: number): string
  utf8Slice(from: number, to: number): string
}

/** What was drained at once: whole entries, the calls before the returns. Only the headers are looked at before somebody asks. */
export class Portion {
  readonly bytes: SliceableBuffer
  readonly words: Uint32Array
  /** Place in the journal of its first call. */
  readonly first: number
  #calls = 0
  /** Words at which every 64th call begins. */
  readonly #marks: number[] = []
  /** The call that was found last: most are asked for in turn. */
  #found = { place: 0, at: 0 }

  constructor(bytes: Buffer, first: number) {
    this.bytes = bytes as SliceableBuffer
    // Drained into memory of its own, where each entry begins at a multiple of 8 bytes.
    this.words = new Uint32Array(bytes.buffer, bytes.byteOffset, bytes.length / 4)
    this.first = first
  }

  /** Place after its last call. */
  get end(): number {
    return this.first + this.#calls
  }

  /** Goes over the entries for the first time. Each is given as the word at which it begins. */
  index(onCall: (at: number, place: number) => void, onReturn: (at: number) => void): void {
    const { words } = this
    for (let at = 0; at < words.length; at = nextEntry(words, at)) {
      if (isReturn(words, at)) {
        onReturn(at)
        continue
      }
      const number = this.#calls++
      if (number % stride === 0) this.#marks.push(at)
      onCall(at, this.first + number)
    }
    this.#found = { place: this.first, at: this.#marks[0] ?? 0 }
  }

  /** The word at which the call of that place begins. */
  find(place: number): number {
    const found = this.#found
    const number = place - this.first
    if (place < found.place || place - found.place >= stride) {
      found.place = place - (number % stride)
      found.at = this.#marks[(number - (number % stride)) / stride] ?? 0
    }
    for (; found.place < place; found.place++) found.at = nextEntry(this.words, found.at)
    return found.at
  }
}

/** The portion that has the call of that place. */
export function findPortion(portions: readonly Portion[], place: number): Portion {
  let low = 0
  for (let high = portions.length - 1; low < high; ) {
    const middle = (low + high) >>> 1
    if ((portions[middle]?.end ?? 0) > place) high = middle
    else low = middle + 1
  }
  const portion = portions[low]
  if (portion === undefined) throw new RangeError(`the journal has no call ${place}: please report this`)
  return portion
}

function isReturn(words: Uint32Array, at: number): boolean {
  return (((words[at] ?? 0) >> 8) & 15) === returnEntry
}

function nextEntry(words: Uint32Array, at: number): number {
  const size = (words[at + word.length0] ?? 0) + (words[at + word.length1] ?? 0) + (words[at + word.length2] ?? 0)
  return at + headerWords + ((size + 7) >>> 3) * 2
}

/** Index of the slot of an entry. */
export function slotOf({ words }: Portion, at: number): number {
  return (words[at] ?? 0) & 255
}

export function flagsOf({ words }: Portion, at: number): number {
  return (words[at] ?? 0) >>> 16
}

export function readUint64(words: Uint32Array, at: number): number {
  return (words[at] ?? 0) + (words[at + 1] ?? 0) * 2 ** 32
}
