import { afterEach, beforeAll, beforeEach, expect, test } from 'vitest'
import { MockHost, type Plugin } from '../../src/index.js'
import { buildPlugins } from '../fixtures/plugins/build.mjs'
import { expectedFacts } from './scenario-facts.js'
import * as scenarios from './scripts/scenarios.mjs'

let library: string
let host: MockHost
let plugin: Plugin

beforeAll(async () => {
  library = (await buildPlugins(['chatter'])).chatter ?? ''
})

beforeEach(async () => {
  host = new MockHost()
  host.hostAPIPointer()
  plugin = await host.load(library)
})

afterEach(async () => {
  await plugin.destroy()
  host.close()
})

test('more threads than koffi has callbacks ask at once, and each gets its answer', async () => {
  expect(await scenarios.threadsAskAtOnce({ host, plugin })).toEqual(expectedFacts.threadsAskAtOnce)
})

test('50 threads request, while the event loop stands still and while it runs', async () => {
  expect(await scenarios.threadsRequest({ host, plugin })).toEqual(expectedFacts.threadsRequest)
})

test('a responder calls the plugin, which joins a thread that asks a responder, ten levels deep', () => {
  expect(scenarios.nestedCalls({ host, plugin })).toEqual(expectedFacts.nestedCalls)
})

test('two workers pump at once, each for its own host', async () => {
  expect(await scenarios.workersPump({ library })).toEqual(expectedFacts.workersPump)
})

test('calls whose responders fetch run side by side, and files and names are not held up', async () => {
  expect(await scenarios.callsFetch({ host, plugin })).toEqual(expectedFacts.callsFetch)
})

test('64 threads log at once, and not one line is lost', () => {
  expect(scenarios.storm({ host, plugin, count: 500 })).toEqual({ ...expectedFacts.storm, recorded: 32_000 })
})
