import { describe, expect, it } from 'vitest'
import { checkCoverage, checkPlace, checkTests, type Outcome, sum } from './expectations.js'

const wanted = { passed: 1, failed: 1, files: 1 }
const red = {
  file: 'a',
  name: 'red: a matcher fails',
  state: 'failed',
  messages: ['expected the host to have written config "apiKey"\nit wrote "api_key"'],
}
const right: Outcome = {
  exitCode: 1,
  timedOut: false,
  passed: 1,
  failed: 1,
  skipped: 0,
  tests: [{ file: 'a', name: 'passes', state: 'passed', messages: [] }, red],
  output: 'what the runner said',
}

describe('a run of the tests', () => {
  it('is right when just the red tests failed, with our message', () => {
    expect(checkTests(right, wanted)).toEqual([])
  })

  it.each<[string, Partial<Outcome>]>([
    ['exit code: 0 instead of 1', { exitCode: 0 }],
    ['passed: 2 instead of 1', { passed: 2 }],
    ['failed: 0 instead of 1', { failed: 0 }],
    ['skipped: 1 instead of 0', { skipped: 1 }],
    ['files: 0 instead of 1', { tests: [] }],
    ['it did not end', { timedOut: true }],
    ['"red: a matcher fails" failed with: NO_TEST_HOST', { tests: [{ ...red, messages: ['NO_TEST_HOST'] }] }],
    ['"passes" failed with: oh', { tests: [{ ...red, name: 'passes', messages: ['oh'] }] }],
  ])('is wrong: %s', (sentence, change) => {
    expect(checkTests({ ...right, ...change }, wanted)).toEqual([sentence, 'it said: what the runner said'])
  })

  it('has each test once for each project', () => {
    expect(checkTests({ ...right, passed: 2, failed: 2 }, wanted, 2)).toEqual([])
  })

  it('may come in shards', () => {
    const both = sum([
      { ...right, exitCode: 0, failed: 0, tests: [] },
      { ...right, passed: 0 },
    ])
    expect(checkTests(both, wanted)).toEqual([])
  })
})

describe('the place of the files', () => {
  it.each([
    ['one thread', '1 0\n1 0\n'],
    ['processes', '1 0\n2 0\n'],
    ['threads', '1 3\n1 4\n'],
    [undefined, ''],
  ] as const)('is right: %s', (place, noted) => {
    expect(checkPlace(place, noted)).toEqual([])
  })

  it.each([
    ['one thread', '1 0\n2 0\n', 2, 2],
    ['processes', '1 0\n1 0\n', 1, 1],
    ['processes', '1 1\n2 1\n', 2, 2],
    ['threads', '1 3\n1 3\n', 1, 1],
    ['threads', '1 0\n2 0\n', 2, 2],
  ] as const)('is wrong: %s and %j', (place, noted, processes, threads) => {
    const sentence = `its files ran in ${processes} processes, ${threads} threads; it promised ${place}`
    expect(checkPlace(place, noted)).toEqual([sentence])
  })
})

describe('a report of coverage', () => {
  const half = { branches: { pct: 50 } }
  it('is right when it has half of the one module', () => {
    expect(checkCoverage({ total: half, '/project/src/greeting.js': half })).toEqual([])
  })

  it('is wrong with another module, with none and with all of it', () => {
    expect(checkCoverage({ '/a/greeting.js': half, '/a/setup.js': half })).toEqual([
      'covered files: /a/greeting.js, /a/setup.js',
    ])
    expect(checkCoverage({})).toEqual(['covered files: '])
    expect(checkCoverage({ '/a/greeting.js': { branches: { pct: 100 } } })).toEqual(['covered branches: 100 %'])
  })
})
