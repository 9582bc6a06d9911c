// What the rows share: a host with the bench plugin, and the plain binding that it is measured by.
import koffi from 'koffi'
import { MockHost } from 'osaurus-mockhost'

/** Path of the bench plugin: run.mjs says it. */
export const library = process.argv[2]

/** A host with the bench plugin loaded. */
export async function openBench(options = {}) {
  const host = new MockHost(options)
  host.hostAPIPointer()
  return { host, plugin: await host.load(library) }
}

/** The library as a plain binding has it. */
export function openPlainly() {
  return koffi.load(library)
}

/** Hands a row to run.mjs. */
export function report(row) {
  console.log(JSON.stringify(row))
}

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
