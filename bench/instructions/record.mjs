import { readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { root } from '../../scripts/run-command.mjs'

/** Where the figures are committed. */
export const recordFile = 'bench/instructions.json'

/**
 * @typedef {object} Recorded
 * @property {string} compiler
 * @property {string} libc
 * @property {string} valgrind
 * @property {import('./compare.mjs').Figures} figures
 */

/**
 * What is committed, by key (machine.mjs).
 *
 * @returns {Record<string, Recorded>}
 */
export function readRecords() {
  return JSON.parse(readFileSync(path.join(root, recordFile), 'utf8'))
}

/**
 * Writes the figures of one key; those of others stay.
 *
 * @param {string} key
 * @param {Recorded} recorded
 */
export function writeRecord(key, recorded) {
  const records = { ...readRecords(), [key]: recorded }
  const sorted = Object.fromEntries(Object.entries(records).sort(([a], [b]) => (a < b ? -1 : 1)))
  writeFileSync(path.join(root, recordFile), `${JSON.stringify(sorted, null, 2)}\n`)
}
