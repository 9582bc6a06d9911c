// Executes programs on the package that was built, one after another, as its parent process sends them:
// node execute.mjs <folder with the libraries of puppet>, with an IPC channel.
import { join } from 'node:path'
import { Worker } from 'node:worker_threads'
import { createJSThread } from './js-thread.mjs'
import { loadPuppets } from './puppets.mjs'
import { jsThreadOf } from './vocabulary.mjs'

const folder = process.argv[2]
const ending = process.platform === 'darwin' ? 'dylib' : 'so'
const libraries = { file: join(folder, `libpuppet.${ending}`), shared: join(folder, `libpuppet_shared.${ending}`) }
const puppets = loadPuppets(join(folder, `libpuppet_threads.${ending}`))

const own = createJSThread({ number: 0, libraries, askMain: dispatch, orders: puppets.orders })
const workers = []
let program

process.on('message', (next) => {
  execute(next).then(
    (behaviour) => process.send({ behaviour }),
    (error) => process.send({ crash: error.stack ?? String(error) }),
  )
})

async function execute(next) {
  program = next
  const count = Math.max(1, ...program.hosts.map(({ jsThread }) => jsThread + 1))
  while (workers.length < count - 1) workers.push(startWorker(workers.length + 1))
  const ids = await Promise.all([own.begin(program), ...workers.map((worker) => worker.ask('begin', program))])
  const numbers = new Map(ids.flat().map(([number, id]) => [id, number]))
  for (const [index, step] of program.steps.entries()) await dispatch(step, String(index))
  await puppets.settleAll()
  await puppets.end(program.plugins.length)
  // Plugins that go on after a frame was let go do so on their own.
  const parts = [await own.end(), ...(await Promise.all(workers.map((worker) => worker.ask('end'))))]
  return {
    outcomes: parts.flatMap(({ outcomes }) => outcomes),
    hosts: parts
      .flatMap(({ hosts }) => hosts)
      .sort(([one], [other]) => one - other)
      .map(([, host]) => ({ ...host, drops: host.drops.map((drop) => nameHosts(drop, numbers)) })),
  }
}

function nameHosts({ competing, through: _, ...drop }, numbers) {
  return { ...drop, competing: competing.map((id) => numbers.get(id) ?? -id) }
}

/** Has the JS thread of a step carry it out. */
function dispatch(step, path) {
  const number = jsThreadOf(program, step)
  return number === 0 ? own.runAtRoot(step, path) : workers[number - 1].ask('run', { step, path })
}

function startWorker(number) {
  const worker = new Worker(new URL('worker.mjs', import.meta.url), { workerData: { number, libraries } })
  const waiting = new Map()
  let last = 0
  worker.on('message', ({ id, failure, result, ask }) => {
    if (ask !== undefined) {
      void Promise.resolve(dispatch(ask.step, ask.path)).then(() => worker.postMessage({ answerTo: id }))
      return
    }
    const { resolve, reject } = waiting.get(id)
    waiting.delete(id)
    if (failure === undefined) resolve(result)
    else reject(new Error(failure))
  })
  worker.on('error', (error) => {
    for (const { reject } of waiting.values()) reject(error)
  })
  return {
    ask: (verb, value) =>
      new Promise((resolve, reject) => {
        waiting.set(++last, { resolve, reject })
        worker.postMessage({ id: last, verb, value })
      }),
  }
}
