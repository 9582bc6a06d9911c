import { once } from 'node:events'
import { rm } from 'node:fs/promises'
import path from 'node:path'
import { Worker } from 'node:worker_threads'
import { build } from 'vite'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { needsInstallLease, takeLease } from '../../environment/lease.js'
import type { LeaseWork } from './lease-worker.js'

// Workers of Node run JavaScript only; inside the repository, where koffi and the native core are found.
const folder = path.join(import.meta.dirname, '../../build', `lease-test-${process.pid}`)
beforeAll(async () => {
  await build({
    configFile: false,
    logLevel: 'error',
    build: {
      ssr: path.join(import.meta.dirname, 'lease-worker.ts'),
      outDir: folder,
      target: 'node20',
      rollupOptions: { output: { entryFileNames: 'worker.mjs' } },
    },
  })
})
afterAll(() => rm(folder, { recursive: true, force: true }))

const never = () => expect.unreachable('nobody has to wait that long')

function startWorker(work: Omit<LeaseWork, 'holders'>, holders = newHolders()): Worker {
  const workerData: LeaseWork = { ...work, holders }
  return new Worker(path.join(folder, 'worker.mjs'), { workerData })
}

function newHolders(): Int32Array {
  return new Int32Array(new SharedArrayBuffer(8))
}

it('is held by one thread of the process at a time', async () => {
  const holders = newHolders()
  const workers = ['a', 'b', 'c'].map((name) => startWorker({ name, rounds: 10, hold: 2 }, holders))
  const answers = await Promise.all(workers.map((worker) => once(worker, 'message')))
  expect([...holders]).toEqual([0, 1])
  expect(answers.flat()).toEqual(Array(3).fill({ needsInstallLease: true }))
})

it('is free again when the worker that holds it is terminated', async () => {
  const worker = startWorker({ name: 'a worker', rounds: 1, hold: -1 })
  expect(await once(worker, 'message')).toEqual(['holds'])
  const ticks = setInterval(() => ticksSeen++, 1)
  let ticksSeen = 0
  let isTaken = false
  const waiting = takeLease('install', 'the test', never).then((release) => {
    isTaken = true
    return release
  })
  await new Promise((resolve) => setTimeout(resolve, 100))
  expect(isTaken).toBe(false)
  expect(ticksSeen).toBeGreaterThan(5) // The wait blocks nobody.
  clearInterval(ticks)
  await worker.terminate()
  const release = await waiting
  release()
})

it('is given back once: a second release leaves the next owner alone', async () => {
  const first = await takeLease('serialized', 'first', never)
  first()
  const second = await takeLease('serialized', 'second', never)
  first()
  let isTaken = false
  const third = takeLease('serialized', 'third', never).then((release) => {
    isTaken = true
    return release
  })
  await new Promise((resolve) => setTimeout(resolve, 30))
  expect(isTaken).toBe(false)
  second()
  const release = await third
  release()
})

it('says now and then whom the wait is for', async () => {
  const release = await takeLease('serialized', 'slow.test.ts > the slow one', never)
  const notes: string[] = []
  const waiting = takeLease('serialized', 'the quick one', (line) => notes.push(line), 20)
  await expect.poll(() => notes.length).toBeGreaterThan(1)
  release()
  const releaseOwn = await waiting
  releaseOwn()
  expect(notes[0]).toBe('the quick one waits to run serialised tests: it is the turn of slow.test.ts > the slow one.')
})

it('is not needed where the process has one JS thread', () => {
  expect(needsInstallLease()).toBe(false)
})
