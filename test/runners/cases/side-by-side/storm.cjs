const { appendFileSync } = require('node:fs')

const tests = 200
const threads = 8
const lines = 1000

/** The tests, the same for every runner; the copy of the package and the runner's functions are handed in. */
exports.defineStorm = ({ define, afterAll, expect, host, plugin, MockHost }) => {
  const facts = { tests: 0, lines: 0, misrouted: 0, unordered: 0, mostAtOnce: 0, images: 0 }
  let running = 0

  for (let number = 0; number < tests; number++) {
    define(`storm ${number}`, async () => {
      const agentId = `00000000-0000-4000-8000-${String(number).padStart(12, '0')}`
      const mark = `test-${number}`
      facts.mostAtOnce = Math.max(facts.mostAtOnce, ++running)
      try {
        expect(await plugin.invoke('count')).toSucceed(1)
        facts.images++
        await plugin.invoke('storm_detached', { threads, count: lines, message: mark }, { agentId })
        expect(await plugin.invoke('agent', {}, { agentId })).toSucceed(agentId)
        await host.until(({ logs }) => logs.length >= threads * lines, { timeout: 50_000 })
        await host.idle()
        examine(mark)
        expect(host.drops).toEqual([])
      } finally {
        running--
      }
    })
  }

  /** Which lines of this host came from the threads of this test, each thread's in order. */
  function examine(mark) {
    const next = new Map()
    for (const { args, thread, role } of host.calls.entries) {
      if (role !== 'background') continue
      const [whose, of, at] = args.message.split(' ')
      if (whose !== mark) facts.misrouted++
      else facts.lines++
      if ((next.get(thread.id) ?? `${of} 0`) !== `${of} ${at}`) facts.unordered++
      next.set(thread.id, `${of} ${Number(at) + 1}`)
    }
    expect(next.size).toBe(threads)
    facts.tests++
  }

  afterAll(() => appendFileSync('facts.txt', `${JSON.stringify({ ...facts, drops: MockHost.drops.length })}\n`))
}
