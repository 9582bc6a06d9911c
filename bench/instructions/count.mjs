import { mkdirSync } from 'node:fs'
import path from 'node:path'
import { root, runCommand } from '../../scripts/run-command.mjs'
import { CannotCompare } from './cannot-compare.mjs'
import { paths } from './paths.mjs'
import { readCount } from './read.mjs'

/** Where callgrind leaves what it has counted, for callgrind_annotate. */
export const profiles = 'build/bench/instructions'

/** Calls on top of the warm-up of hot_path.c. */
const calls = 20_000

/**
 * Has valgrind count the instructions of each path, once without calls and once with some; the difference is theirs.
 *
 * @param {string} program hot_path.c, compiled
 * @returns {Promise<Record<string, number>>} title of a path to instructions a call
 */
export async function countInstructions(program) {
  const figures = {}
  for (const { name, title } of paths) {
    const none = await countRun(program, name, 0)
    const some = await countRun(program, name, calls)
    figures[title] = Math.round(((some - none) / calls) * 10) / 10
  }
  return figures
}

async function countRun(program, name, callsOfRun) {
  mkdirSync(path.join(root, profiles), { recursive: true })
  const profile = `${profiles}/${name}-${callsOfRun}.out`
  const args = ['--tool=callgrind', `--callgrind-out-file=${profile}`, program, name, String(callsOfRun)]
  const { code, output } = await runCommand('valgrind', args, { quiet: true })
  const count = readCount(output)
  if (code === 0 && count !== undefined) return count
  throw new Error(`valgrind ${args.join(' ')} ended with ${code} and told no count\n${output}`)
}

/** Version of valgrind; one that is missing is an error that says how to get it. */
export async function findValgrind() {
  const { code, output } = await runCommand('valgrind', ['--version'], { quiet: true })
  if (code === 0) return output.trim()
  throw new CannotCompare('Instructions are counted by valgrind, which is not on the PATH.', [
    'Debian, Ubuntu: apt-get install valgrind libc6-dbg',
    'elsewhere: count in a container of Linux; valgrind does not run on macOS with arm64',
  ])
}
