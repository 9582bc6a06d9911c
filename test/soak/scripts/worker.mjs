// A JS thread of a soak beside the main one.
import { parentPort, workerData } from 'node:worker_threads'
import { createJSThread } from './js-thread.mjs'

const asked = new Map()
let last = 0

const thread = createJSThread({
  ...workerData,
  askMain: (step, path) =>
    new Promise((resolve) => {
      asked.set(--last, resolve)
      parentPort.postMessage({ id: last, ask: { step, path } })
    }),
})

const verbs = {
  begin: (program) => thread.begin(program),
  run: async ({ step, path }) => void (await thread.runAtRoot(step, path)),
  end: () => thread.end(),
}

parentPort.on('message', ({ id, verb, value, answerTo }) => {
  if (answerTo !== undefined) {
    asked.get(answerTo)()
    asked.delete(answerTo)
    return
  }
  Promise.resolve()
    .then(() => verbs[verb](value))
    .then(
      (result) => parentPort.postMessage({ id, result }),
      (error) => parentPort.postMessage({ id, failure: error.stack ?? String(error) }),
    )
})
