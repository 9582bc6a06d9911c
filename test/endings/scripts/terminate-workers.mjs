// Ends workers at random points, four at a time, and looks after each four whether anything is left of them.
//
//   node terminate-workers.mjs <library of chatter> [--runs 500] [--seed 1] [--point <one of points.mjs>]
//
// Prints one line of JSON; on failure what is left, with the seed and the points, and exits with 1.
import { readdirSync, readFileSync, readlinkSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { setTimeout as wait } from 'node:timers/promises'
import { parseArgs } from 'node:util'
import { Worker } from 'node:worker_threads'
import { bindingOfThisThread } from './core-of-this-thread.mjs'
import { closeGate, makeGate } from './koffi-gate.mjs'
import { points } from './points.mjs'

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    runs: { type: 'string', default: '500' },
    seed: { type: 'string', default: '1' },
    point: { type: 'string' },
  },
})
const [library] = positionals
const runs = Number(values.runs)
const names = values.point === undefined ? Object.keys(points) : [values.point]
const atOnce = 4
/** Milliseconds for what takes a few; more is a deadlock. */
const limit = 20_000

const random = randomNumbers(Number(values.seed))
const { core, counters } = bindingOfThisThread()
const tally = { runs: 0, early: 0, exits: 0, drops: 0 }
let hanging = 0
let slowest = 0
const pipesBefore = process.platform === 'linux' ? countPipes() : 0

for (let first = 0; first < runs; first += atOnce) {
  const orders = Array.from({ length: Math.min(atOnce, runs - first) }, (_, index) => nextOrder(first + index))
  await Promise.all(orders.map(liveAndDie))
  await expectNothingLeft(orders)
}
tally.drops = counters.drops
console.log(JSON.stringify({ runs: tally.runs, slowest: Math.round(slowest), tally }))
// And here the process ends by itself, with the threads of plugins that hang.

function nextOrder(run) {
  const point = names[Math.floor(random() * names.length)]
  const isExit = random() < 0.25
  // Long before it is there: while Node starts, while the package or the core is loaded.
  const isEarly = !isExit && point !== 'hanging' && random() < 0.2
  const ending = isExit ? 'exit' : 'terminate'
  return { run, point, ending, isEarly, delay: Math.floor(random() * (isEarly ? 80 : 12)) }
}

async function liveAndDie(order) {
  const { point, ending, isEarly, delay } = order
  const gate = makeGate()
  const worker = new Worker(new URL('doomed-worker.mjs', import.meta.url), {
    workerData: { point, library, ending, delay, gate },
  })
  const isReached = new Promise((resolve) => worker.once('message', resolve))
  const hasEnded = new Promise((resolve) => worker.once('exit', resolve))
  worker.on('error', (error) => fail([order], `an error in the worker: ${error.stack}`))
  if (!isEarly) await inTime(isReached, [order], 'the worker did not get there')
  if (point === 'hanging') hanging++
  if (ending === 'terminate') {
    await wait(delay)
    await closeGate(gate)
    void worker.terminate()
  }
  await inTime(hasEnded, [order], 'the worker did not end')
  tally.runs++
  if (isEarly) tally.early++
  if (ending === 'exit') tally.exits++
}

async function inTime(promise, orders, otherwise) {
  const timer = setTimeout(() => fail(orders, otherwise), limit)
  await promise
  clearTimeout(timer)
}

/** Frames end when their requests are answered, so this waits for them, and fails when they do not come. */
async function expectNothingLeft(orders) {
  const started = performance.now()
  for (;;) {
    const left = whatIsLeft()
    if (left.length === 0) break
    if (performance.now() - started > limit) fail(orders, `left: ${left.join(', ')}`)
    await wait(2)
  }
  slowest = Math.max(slowest, performance.now() - started)
}

function whatIsLeft() {
  const left = []
  const { liveHosts, installed } = counters
  if (liveHosts > 0) left.push(`${liveHosts} live hosts`)
  if (installed > 0) left.push(`${installed} installed hosts`)
  if (!isLeaseFree(0) || !isLeaseFree(1)) left.push('a lease')
  const jobs = core.jobsRunning()
  if (jobs !== hanging) left.push(`${jobs} calls in progress, and ${hanging} hang`)
  const folders = readdirSync(tmpdir()).filter((name) => name.startsWith('osaurus-mockhost-'))
  if (folders.length > 0) left.push(`temporary folders ${folders.join(' ')}`)
  return process.platform === 'linux' ? [...left, ...whatLinuxHasLeft()] : left
}

function isLeaseFree(lease) {
  const owner = core.unique()
  const isFree = core.leaseTry(lease, owner, 'the main thread looks') === 1
  core.leaseRelease(lease, owner)
  return isFree
}

function whatLinuxHasLeft() {
  const left = []
  const pipes = countPipes() - pipesBefore
  if (pipes > 0) left.push(`${pipes} ends of pipes`)
  const runners = readdirSync('/proc/self/task').filter((id) => nameOf(id) === 'doomed runner').length
  if (runners > 0) left.push(`${runners} threads of the test`)
  return left
}

function countPipes() {
  return readdirSync('/proc/self/fd').filter((fd) => linkOf(`/proc/self/fd/${fd}`).startsWith('pipe:')).length
}

function linkOf(path) {
  try {
    return readlinkSync(path)
  } catch {
    return ''
  }
}

function nameOf(thread) {
  try {
    return readFileSync(`/proc/self/task/${thread}/comm`, 'utf8').trim()
  } catch {
    return ''
  }
}

function fail(orders, what) {
  const where = orders.map(({ run, ...order }) => `\n  run ${run}: ${JSON.stringify(order)}`).join('')
  console.error(`seed ${values.seed}: ${what}${where}`)
  process.exit(1)
}

/** Mulberry32. */
function randomNumbers(seed) {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}
