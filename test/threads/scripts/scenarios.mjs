// What many threads do at once. Each scenario gets `{ host, plugin, ... }` (the plugin is `chatter`) and returns facts
// that a test checks: the same in the process of the test, on one CPU, and beside a busy process.
import { lookup } from 'node:dns/promises'
import { once } from 'node:events'
import { readFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import { Worker } from 'node:worker_threads'

const patiently = { timeout: 60_000 }

/** Every thread has asked before the first one is answered. */
export async function threadsAskAtOnce({ host, plugin, threads = 300 }) {
  let asked = 0
  host.onConfigGet = () => {
    if (asked++ === 0) waitUntil(() => host.configReads.length === threads)
    return 'token'
  }
  const inSync = plugin.invokeSync('ask_many', { threads }, patiently).result
  const { promise, resolve } = withResolvers()
  let waiting = 0
  host.onHttpRequest = () => {
    if (++waiting === threads) resolve('{"status":200}')
    return promise
  }
  const inAsync = (await plugin.invoke('http_from_thread', { threads }, patiently)).result.answers
  return { inSync, inAsync, asked, waiting, threads: countThreads(host) }
}

/** Threads that want an http answer, one after another while the event loop stands still, and side by side. */
export async function threadsRequest({ host, plugin, threads = 50 }) {
  host.onHttpRequest = (request) => JSON.stringify({ status: 200, body: JSON.parse(request).method })
  const inSync = plugin.invokeSync('http_from_thread', { threads }, patiently).result
  host.onHttpRequest = async (request) => {
    await new Promise((resolve) => setImmediate(resolve))
    return JSON.stringify({ status: 201, body: JSON.parse(request).method })
  }
  const inAsync = (await plugin.invoke('http_from_thread', { threads }, patiently)).result
  return {
    inSync: { answers: inSync.answers, first: JSON.parse(inSync.first) },
    inAsync: { answers: inAsync.answers, first: JSON.parse(inAsync.first) },
    requests: host.httpRequests.requests.length,
  }
}

/** Each responder calls the plugin, which makes a thread that asks a responder, and joins it. */
export function nestedCalls({ host, plugin, depth = 10 }) {
  const levels = []
  host.onHttpRequest = (request) => {
    const level = JSON.parse(request).level
    levels.push(level)
    if (level < depth)
      return plugin.invokeSync('nested_join', { request: { level: level + 1 } }, patiently).result.first
    return JSON.stringify({ deepest: level })
  }
  const { answers, first } = plugin.invokeSync('nested_join', { request: { level: 1 } }, patiently).result
  return { levels, answers, first: JSON.parse(first), threads: countThreads(host) }
}

/** Two workers in synchronous calls at the same time, each with a host of its own. */
export async function workersPump({ library, rounds = 200, threads = 4 }) {
  const gate = new Int32Array(new SharedArrayBuffer(4))
  const workerData = { library, rounds, threads, gate }
  const workers = [0, 1].map(() => new Worker(new URL('pumping-worker.mjs', import.meta.url), { workerData }))
  const answers = await Promise.all(workers.map(async (worker) => (await once(worker, 'message'))[0]))
  await Promise.all(workers.map((worker) => worker.terminate()))
  return answers
}

/** Calls whose responders wait for a server, which answers none before it has all, and the files and names meanwhile. */
export async function callsFetch({ host, plugin, calls = 8 }) {
  const held = []
  const { promise: hasAll, resolve: sayHasAll } = withResolvers()
  const server = createServer((_, response) => {
    if (held.push(response) === calls) sayHasAll()
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const url = `http://127.0.0.1:${server.address().port}/`
  host.onHttpRequest = async () => JSON.stringify({ body: await (await fetch(url)).text() })
  const running = Array.from({ length: calls }, () => plugin.invoke('http_from_thread', { threads: 1 }, patiently))
  await hasAll
  // More than libuv has threads: none of them waits for a call.
  const [files, names] = await Promise.all([
    Promise.all(Array.from({ length: 8 }, () => readFile(new URL(import.meta.url)))),
    Promise.all(Array.from({ length: 8 }, () => lookup('localhost'))),
  ])
  for (const response of held) response.end('served')
  const results = await Promise.all(running)
  await new Promise((resolve) => server.close(resolve).closeAllConnections())
  return {
    files: files.filter((file) => file.length > 0).length,
    names: names.filter(({ address }) => address.length > 0).length,
    bodies: results.map(({ result }) => JSON.parse(result.first).body),
  }
}

const stormLine = /^a line of a storm (\d+) (\d+)$/

/** Log calls of many threads at once: how many came, in which order, and whether one was torn. */
export function storm({ host, plugin, threads = 64, count = 20_000 }) {
  plugin.invokeSync('storm', { threads, count, message: 'a line of a storm' }, { timeout: 120_000 })
  const next = new Map()
  const threadOf = new Map()
  const faults = { torn: 0, outOfOrder: 0, onAnotherThread: 0, outOfTotalOrder: 0 }
  let recorded = 0
  let seq = 0
  for (const call of host.calls.entries) {
    if (call.seq <= seq) faults.outOfTotalOrder++
    seq = call.seq
    if (call.role !== 'background') continue
    recorded++
    const [, index, number] = stormLine.exec(call.args.message) ?? []
    if (number === undefined) faults.torn++
    if (Number(number) !== (next.get(index) ?? 0)) faults.outOfOrder++
    if (call.thread.id !== (threadOf.get(index) ?? call.thread.id)) faults.onAnotherThread++
    threadOf.set(index, call.thread.id)
    next.set(index, Number(number) + 1)
  }
  return {
    recorded,
    threads: new Set(threadOf.values()).size,
    faults,
    violations: host.violations.map(({ rule }) => rule),
  }
}

function countThreads(host) {
  return new Set(host.calls.entries.filter(({ role }) => role === 'background').map(({ thread }) => thread)).size
}

/** While the event loop stands still. */
function waitUntil(condition) {
  const nobody = new Int32Array(new SharedArrayBuffer(4))
  while (!condition()) Atomics.wait(nobody, 0, 0, 1)
}

function withResolvers() {
  let resolve
  const promise = new Promise((settle) => {
    resolve = settle
  })
  return { promise, resolve }
}
