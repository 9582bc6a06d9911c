import { mkdirSync, writeFileSync } from 'node:fs'
import { cpus, release } from 'node:os'
import path from 'node:path'
import { root } from '../scripts/run-command.mjs'

/** Writes what was measured, with what is to be known of the machine, and answers where. */
export function writeResults(measured) {
  const date = new Date().toISOString()
  const machine = {
    cpu: cpus()[0]?.model,
    cpus: cpus().length,
    system: `${process.platform} ${release()}`,
    node: process.version,
  }
  const file = `bench/results/${date.replaceAll(':', '-')}.json`
  mkdirSync(path.join(root, 'bench/results'), { recursive: true })
  writeFileSync(path.join(root, file), `${JSON.stringify({ date, machine, ...measured }, null, 2)}\n`)
  return file
}
