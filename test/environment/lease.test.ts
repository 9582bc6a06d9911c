import { once } from 'node:events'
import { rm } from 'node:fs/promises'
import path from 'node:path'
import { Worker } from 'node:worker_threads'
import { build } from 'vite'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { needsInstallLease, takeLease } from '../../environment/lease.js'
import { buildPlugins } from '../fixtures/plugins/build.mjs'
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
      rollupOptions: {
        output: { entryFileNames: 'worker.mjs' },
        // `sideEffects` of package.json speaks of what is built: of the sources that would leave out the loader.
        treeshake: false,
      },
    },
  })
})
afterAll(() => rm(folder, { recursive: true, force: true }))

const never = (line: string) => expect.unreachable(line)

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

describe('the turn of a serialised test', () => {
  it("waits, under serialize: 'test', for files that install hosts, and they for it", async () => {
    const holders = newHolders()
    const turns = { serialize: 'test', mayInstall: false } as const
    const tests = ['a', 'b'].map((name) => startWorker({ name, rounds: 10, hold: 2, turns }, holders))
    const file = startWorker({ name: 'c', rounds: 10, hold: 2 }, holders)
    await Promise.all([...tests, file].map((worker) => once(worker, 'message')))
    expect([...holders]).toEqual([0, 1])
  })

  it.each([
    ['in a file that has the lease to install already', { serialize: 'test', mayInstall: true }],
    ['of a suite in a file without leases', { serialize: false, mayInstall: false }],
  ] as const)('needs no lease to install %s', async (_, turns) => {
    const release = await takeLease('install', 'a file', never)
    const worker = startWorker({ name: 'a', rounds: 2, hold: 0, turns })
    await once(worker, 'message')
    release()
  })
})

it('is free again when the worker that holds it is terminated', async () => {
  const worker = startWorker({ name: 'a worker', rounds: 1, hold: -1 })
  expect(await once(worker, 'message')).toEqual(['holds'])
  const ticks = setInterval(() => ticksSeen++, 1)
  let ticksSeen = 0
  let isTaken = false
  const waiting = takeLease('install', 'the test', () => {}).then((release) => {
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

it('says of an owner that was terminated that it is gone, and which threads of its plugins are not', async () => {
  const notes: string[] = []
  const note = (line: string) => notes.push(line)
  for (const library of [undefined, (await buildPlugins(['c_threads'])).c_threads]) {
    const worker = startWorker({ name: 'a.test.ts', rounds: 1, hold: -1, ...(library !== undefined && { library }) })
    await once(worker, 'message')
    await worker.terminate()
    const release = await takeLease('install', 'b.test.ts', note)
    release()
  }
  const release = await takeLease('install', 'c.test.ts', note)
  release()
  expect(notes).toHaveLength(2)
  expect(notes[0]).toBe(
    'the JS thread of a.test.ts ended before a.test.ts was over; its hosts were uninstalled, and no thread of a plugin is left.',
  )
  expect(notes[1]).toMatch(
    /^the JS thread of a\.test\.ts ended before a\.test\.ts was over; its hosts were uninstalled, but threads of plugins go on: .*"talker" \(\d+\)/,
  )
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
