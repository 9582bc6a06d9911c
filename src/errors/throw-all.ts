/** Throws what there is: one failure as it is, several together. */
export function throwAll(failures: readonly unknown[], what: string): void {
  if (failures.length === 1) throw failures[0]
  if (failures.length > 1) throw new AggregateError(failures, `${failures.length} ${what}.`)
}
