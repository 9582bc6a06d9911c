import path from 'node:path'
import { findFiles } from '../scripts/find-files.mjs'
import { compileNativeProgram, compilePlugin } from './compile.mjs'

/**
 * @typedef {object} Program prints rows (summary.mjs) as lines of JSON, and on stderr how far it is
 * @property {string} name
 * @property {() => Promise<string[]>} prepare compiles what it needs, and answers its command
 * @property {number} runs how often it is run, in a new process each time
 * @property {boolean} isPinned to one CPU where something is handed over: else the scheduler's choice is measured
 */

/**
 * The programs with these names, or all; `growth` names those of the growth table. An unknown name is an error.
 *
 * @param {readonly string[]} names
 * @returns {Program[]}
 */
export function choosePrograms(names) {
  const programs = [...nativePrograms(), ...scriptPrograms()]
  const known = programs.map(({ name }) => name)
  const chosen = names.flatMap((name) => (name === 'growth' ? known.filter(isGrowth) : [name]))
  const unknown = chosen.filter((name) => !known.includes(name))
  if (unknown.length > 0) {
    throw new Error(`There is no bench program ${unknown.join(', ')}.\n  known  ${known.join(', ')}, growth`)
  }
  return names.length === 0 ? programs : programs.filter(({ name }) => chosen.includes(name))
}

function isGrowth(name) {
  return name.startsWith('growth-')
}

/** They use all CPUs, or pin themselves. */
function nativePrograms() {
  return findFiles(['bench/native'], ['.c']).map((source) => ({
    name: path.basename(source, '.c'),
    prepare: async () => [await compileNativeProgram(source)],
    runs: 3,
    isPinned: false,
  }))
}

/** Scripts in which threads hand work over to each other while it is timed: whether pinned, for each run. */
const placements = { 'background-thread': [false, true], invoke: [true], load: [true] }

function scriptPrograms() {
  return findFiles(['bench/rows'], ['.mjs']).flatMap((file) => {
    const name = path.basename(file, '.mjs')
    const make = (isPinned) => ({
      name,
      prepare: async () => [process.execPath, file, await compilePlugin(), isPinned ? 'pinned' : 'free'],
      // Those start other programs many times themselves.
      runs: name.startsWith('environment-') || isGrowth(name) ? 1 : 3,
      isPinned,
    })
    return placements[name]?.map(make) ?? [make(false)]
  })
}
