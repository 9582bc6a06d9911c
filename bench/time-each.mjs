/** Microseconds that each of `count` calls took. */
export function timeEach(count, call) {
  const samples = []
  for (let index = 0; index < count; index++) {
    const start = process.hrtime.bigint()
    call()
    samples.push(Number(process.hrtime.bigint() - start) / 1000)
  }
  return samples
}

/** The same of calls that answer with promises. */
export async function timeEachAsync(count, call) {
  const samples = []
  for (let index = 0; index < count; index++) {
    const start = process.hrtime.bigint()
    await call()
    samples.push(Number(process.hrtime.bigint() - start) / 1000)
  }
  return samples
}
