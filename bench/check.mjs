// Counts the instructions of the hot path and compares them with the committed figures: `npm run bench:check`, where
// noise cannot hide what a change costs. `npm run bench:check -- --update` commits to those of today instead.
// The exit code is 1 when a call takes more than it did, 2 when that cannot be told here.
import { buildNative } from '../scripts/build-native.mjs'
import { runAsProgram } from '../scripts/run-as-program.mjs'
import { compileNativeProgram } from './compile.mjs'
import { CannotCompare } from './instructions/cannot-compare.mjs'
import { compareFigures, formatComparisons, isRegression, tolerance } from './instructions/compare.mjs'
import { countInstructions, findValgrind, profiles } from './instructions/count.mjs'
import { describeMachine } from './instructions/machine.mjs'
import { readRecords, recordFile, writeRecord } from './instructions/record.mjs'

const usage = 'npm run bench:check [-- --update]'

await runAsProgram(import.meta.url, async () => {
  const args = process.argv.slice(2)
  if (args.some((arg) => arg !== '--update')) throw new Error(`bench:check does not know ${args.join(' ')}\n  ${usage}`)
  try {
    await (args.includes('--update') ? update() : check())
  } catch (error) {
    if (!(error instanceof CannotCompare)) throw error
    console.error(`bench:check: nothing compared. ${error.message}`)
    process.exitCode = 2
  }
})

async function update() {
  const { key, ...recorded } = await count()
  writeRecord(key, recorded)
  console.log(`${recordFile}: ${key} recorded\n${JSON.stringify(recorded, null, 2)}`)
}

async function check() {
  const recorded = findRecord(await describeMachine())
  const now = await count()
  const comparisons = compareFigures(now.figures, recorded.figures)
  console.log(`${formatComparisons(comparisons)}\n\n${describe('now', now)}\n${describe('recorded', recorded)}`)
  if (comparisons.some(isRegression)) {
    console.log(
      `\nA call takes over ${tolerance * 100} % more than recorded in ${recordFile}, or a path is not in both.`,
    )
    console.log(`  to fix  find what was added, by function and line: callgrind_annotate ${profiles}/log-20000.out`)
    console.log('          if the price is meant: npm run bench:check -- --update, and say why in the commit')
    process.exitCode = 1
  } else if (comparisons.some(({ verdict }) => verdict === 'fewer')) {
    console.log('\nA call takes fewer: keep it so by npm run bench:check -- --update')
  }
}

async function count() {
  const valgrind = await findValgrind()
  const machine = await describeMachine()
  await buildNative()
  const figures = await countInstructions(await compileNativeProgram('bench/instructions/hot_path.c'))
  return { ...machine, valgrind, figures }
}

function describe(when, { compiler, libc, valgrind }) {
  return `${when.padEnd(8)}  ${compiler}, ${libc}, ${valgrind}`
}

function findRecord({ key, libc }) {
  const records = readRecords()
  const recorded = records[key]
  if (recorded?.libc === libc) return recorded
  const why =
    recorded === undefined
      ? `${recordFile} has no figures of ${key}, only of: ${Object.keys(records).join(', ') || 'none'}.`
      : `The figures of ${key} come from ${recorded.libc}, this is ${libc}, and malloc and memcpy are counted too.`
  throw new CannotCompare(why, [
    'record them on a commit that is known to be good: npm run bench:check -- --update',
    'or count where compiler (environment variable CC) and libc are those recorded',
  ])
}
