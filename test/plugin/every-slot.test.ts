import { describe, expect, it } from 'vitest'
import type { MockHost, SlotName } from '../../src/index.js'
import { loadChatter } from './load-fixture.js'

const chat = '{"model":"local","messages":[]}'

/** A call of each slot that the host answers at once, and a part of what it answers. */
const calls: readonly [slot: SlotName, args: (host: MockHost) => readonly (string | null)[], answer: RegExp][] = [
  ['db_exec', () => ['CREATE TABLE IF NOT EXISTS notes (text TEXT)'], /^\{"changes":0/],
  ['db_query', () => ['SELECT ? AS one', '[1]'], /^\{"columns":\["one"\],"rows":\[\[1\]\]\}$/],
  ['dispatch', () => ['{"prompt":"p"}'], /"status":"running"/],
  ['task_status', ({ tasks }) => [tasks.all[0]?.id ?? ''], /"status":"running"/],
  ['list_active_tasks', () => [], /^\{"tasks":\[\{/],
  ['complete', () => [chat], /"content":"sunny"/],
  ['complete_stream', () => [chat], /"content":"sunny"/],
  ['embed', () => ['{"input":"hi"}'], /"embedding":\[/],
  ['list_models', () => [], /"models":\[\{/],
  ['http_request', () => ['{"method":"GET","url":"https://example.com/"}'], /network_error/],
  ['file_read', ({ artifacts }) => [JSON.stringify({ path: artifacts.write('a.txt', 'hi') })], /"data":"aGk="/],
  ['dispatch_add_issue', () => ['id', null], /not_supported/],
]

async function prepare() {
  const { host, plugin } = await loadChatter()
  host.on.complete.reply({ content: 'sunny' })
  host.on.complete_stream.reply({ content: ['sun', 'ny'] })
  await plugin.invoke('dispatch', { prompt: 'the first' })
  return { host, plugin }
}

describe.each(calls)('%s', (slot, args, answer) => {
  const threads = [
    ['a callback', null],
    ['a thread of the plugin, which joins it', 'worker'],
  ] as const

  it.each(threads)('is answered in %s, in invoke and in invokeSync', async (_, thread) => {
    const { host, plugin } = await prepare()
    const before = host.calls.to(slot).length
    const call = { slot, args: args(host), ...(thread !== null && { thread }) }
    const results = [await plugin.invoke('call', call), plugin.invokeSync('call', call)]
    for (const result of results) expect(result.ok && result.result).toMatch(answer)
    const recorded = host.calls.to(slot).slice(before)
    expect(recorded.map(({ role }) => role)).toEqual(Array(2).fill(thread === null ? 'install' : 'background'))
  })
})

it('50 threads of the plugin are answered side by side by every slot', async () => {
  const { host, plugin } = await prepare()
  const rounds = Array.from({ length: 50 }, (_, index) => calls[index % calls.length] ?? calls[0])
  const results = await Promise.all(
    rounds.map((row) => {
      const [slot = 'db_query', args] = row ?? []
      return plugin.invoke('call', { slot, args: args?.(host) ?? [], thread: `worker ${slot}`.slice(0, 15) })
    }),
  )
  expect(results.every((result, index) => result.ok && rounds[index]?.[2].test(String(result.result)))).toBe(true)
})

describe('a slot that acts on a task', () => {
  it.each([
    ['dispatch_cancel', [], 'cancelled'],
    ['dispatch_interrupt', ['stop'], 'completed'],
  ] as const)('%s does so in invokeSync, from a thread that the callback joins', async (slot, rest, status) => {
    const { host, plugin } = await prepare()
    plugin.invokeSync('call', { slot, args: [host.tasks.last.id, ...rest], thread: 'worker' })
    expect(host.tasks.last.status).toBe(status)
    await host.tasks.settle()
  })
})
