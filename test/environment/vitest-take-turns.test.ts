import { describe, expect, it } from 'vitest'
import { markSerialized } from '../../environment/vitest/suite-marks.js'
import { SuiteSettingsOfFile } from '../../environment/vitest/suite-settings.js'
import { type OrderedTask, takeTurns } from '../../environment/vitest/take-turns.js'

type Made = OrderedTask & { suite?: OrderedTask }

function makeTest(meta: OrderedTask['meta'] = {}): Made {
  return { type: 'test', concurrent: true, meta }
}

function makeSuite(...tasks: Made[]): Made {
  const suite: Made = { type: 'suite', concurrent: true, tasks }
  for (const task of tasks) task.suite = suite
  return suite
}

describe('takeTurns', () => {
  it('has the tests of a serialised suite run one at a time, inner suites included, and leaves others concurrent', () => {
    const [serialized, inner, beside] = [makeTest(), makeTest(), makeTest()]
    const innerSuite = makeSuite(inner)
    const suite = makeSuite(serialized, innerSuite)
    markSerialized(suite)
    takeTurns(makeSuite(suite, beside), new SuiteSettingsOfFile({}))
    expect([suite, serialized, innerSuite, inner].map(({ concurrent }) => concurrent)).toEqual([
      false,
      false,
      false,
      false,
    ])
    expect(beside.concurrent).toBe(true)
  })

  it("does so with every test under serialize: 'test', be it an option of all tests or of one", () => {
    const all = makeTest()
    takeTurns(makeSuite(all), new SuiteSettingsOfFile({ serialize: 'test' }))
    expect(all.concurrent).toBe(false)
    const [one, other] = [makeTest({ mockHost: { serialize: 'test' } }), makeTest()]
    takeTurns(makeSuite(one, other), new SuiteSettingsOfFile({}))
    expect([one, other].map(({ concurrent }) => concurrent)).toEqual([false, true])
  })
})
