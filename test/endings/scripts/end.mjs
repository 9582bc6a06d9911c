// Brings a JS thread with two plugins into a state and ends it there: `node end.mjs '<order as JSON>'`.
//
// order: { place: 'main' | 'worker', state, ending, code, chatter, threaded }, where `chatter` and `threaded` are
// paths of libraries; the threads of the second live as long as the process. The states stand in states.mjs.
import { writeSync } from 'node:fs'
import { isMainThread, parentPort, Worker, workerData } from 'node:worker_threads'
import { MockHost } from 'osaurus-mockhost'
import { states } from './states.mjs'

const order = isMainThread ? JSON.parse(process.argv[2]) : workerData

const endings = {
  exit() {
    process.exit(order.code)
  },
  natural() {
    process.exitCode = order.code
  },
  terminate: askTheMainThread,
  'exit of the main thread': askTheMainThread,
}

if (isMainThread && order.place === 'worker') watchWorker()
else await live()

async function live() {
  const host = new MockHost({ responderTimeout: 0 })
  host.hostAPIPointer()
  await host.load(order.threaded)
  const chatter = await host.load(order.chatter)
  await host.until(({ logs }) => logs.contains('tick'))
  await states[order.state]({ host, chatter, say, reached })
}

function reached() {
  say(`reached ${order.state}`)
  endings[order.ending]()
}

function askTheMainThread() {
  // Listening keeps the worker alive: it is not to end by itself before.
  parentPort.on('message', () => {})
  parentPort.postMessage('reached')
}

function watchWorker() {
  const worker = new Worker(new URL(import.meta.url), { workerData: order })
  worker.on('message', () => {
    if (order.ending === 'terminate') void worker.terminate()
    else process.exit(order.code)
  })
  worker.on('error', (error) => say(`error in the worker: ${error.stack}`))
  worker.on('exit', (code) => {
    say(`worker ended with ${code}`)
    process.exitCode = order.code
  })
}

/** At once, from any thread, also when the process ends in the next line. */
function say(text) {
  writeSync(1, `${text}\n`)
}
