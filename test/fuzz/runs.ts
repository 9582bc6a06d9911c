/** Runs of the fuzz tests of answers and manifests together; `npm run fuzz` sets it to 200,000. Those of SQL have a share of their own on top. */
const total = Number(process.env.FUZZ_RUNS ?? 20_000)
const isLong = process.env.FUZZ_RUNS !== undefined
/** The same seed gives the same cases. */
export const seed = Number(process.env.FUZZ_SEED ?? 20261122)

/** How many of all runs a test gets. */
export function shareOf(percent: number): number {
  return Math.round((total * percent) / 100)
}

/** Counts what a fuzz test met, and tells how far it is when it is the long run. */
export class Tally {
  readonly #name: string
  readonly #runs: number
  readonly #counts = new Map<string, number>()
  #done = 0

  constructor(name: string, runs: number) {
    this.#name = name
    this.#runs = runs
  }

  count(what: string): void {
    this.#counts.set(what, this.of(what) + 1)
  }

  of(what: string): number {
    return this.#counts.get(what) ?? 0
  }

  /** One case is through. */
  step(): void {
    this.#done += 1
    if (isLong && this.#done % Math.ceil(this.#runs / 10) === 0) {
      console.log(`${this.#name}: ${print(this.#done)} of ${print(this.#runs)}`)
    }
  }

  /** The counts, most frequent first; in the long run only. */
  print(): void {
    const rows = [...this.#counts].sort(([, one], [, other]) => other - one)
    const lines = rows.map(([what, times]) => `${print(times).padStart(9)}  ${what}`)
    if (isLong) console.log([`${this.#name}: ${print(this.#runs)}`, ...lines].join('\n'))
  }
}

function print(amount: number): string {
  return amount.toLocaleString('en-US')
}
