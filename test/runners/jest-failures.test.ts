import path from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { buildPlugins } from '../fixtures/plugins/build.mjs'
import { createProject, type Project, type RunResult } from './project.js'

const config = `module.exports = {
  testEnvironment: 'osaurus-mockhost/jest-environment',
  testEnvironmentOptions: { plugin: './libchatter' },
}`

const failing = `
const { host, plugin, MockHost } = require('osaurus-mockhost')
const { hostOptions } = require('osaurus-mockhost/jest')
let api
test('a matcher fails', () => {
  host.api.log(1, 'hello')
  expect(host).toHaveLogged('goodbye')
})
test('leaves a host installed', () => { new MockHost({ name: 'mine' }).hostAPIPointer() })
test('frees what is not its own', () => plugin.invoke('free_foreign', {}))
const storm = async () => {
  host.id
  const other = new MockHost()
  other.hostAPIPointer()
  await plugin.invoke('storm', { threads: 1, calls: 2 })
  other.uninstall()
}
test('drops calls', storm)
test('expects its drops', async () => {
  await storm()
  expect(host).toHaveDroppedCalls()
})
describe('with drops allowed', () => {
  hostOptions({ failOn: [] })
  test('drops calls', storm)
})
test('keeps the host API', () => {
  api = host.api
  host.api.log(1, 'hello')
})
test('uses the host of another test', () => api.log(1, 'late'))
test('a responder throws', () => {
  host.onConfigGet = () => { throw new Error('no such key') }
  host.api.configGet('region')
})
test('sets options too late', () => hostOptions({ abiVersion: 3 }))
test('sets an unknown option', () => hostOptions({ profil: 'full' }))
test.failing('is expected to fail', () => expect(host).toHaveLogged('nothing'))
test('hangs', () => new Promise(() => host.id), 20)
test('passes after all that', () => expect(host.calls.length).toBe(0))
`

const late = `
const { host, plugin } = require('osaurus-mockhost')
test('leaves a thread behind', () => plugin.invoke('linger', { until: 'destroy', delay_ms: 150 }))
test('passes meanwhile', () => new Promise((resolve) => setTimeout(resolve, 400)))
`

const findings = `
const { host, plugin } = require('osaurus-mockhost')
const { hostOptions } = require('osaurus-mockhost/jest')
hostOptions({ failOn: ['violations', 'leaks', 'leftovers'], allowViolations: { CALL_DURING_ENTRY: 'chatter logs there' } })
const breakRule = () => plugin.invoke('call', { slot: 'log', args: ['message'], level: 9 })
const keepString = async () => {
  host.on.config_get.reply('eu')
  await plugin.invoke('free_none', {}, { agentId: 'A' })
}
test('breaks a rule', breakRule)
test('breaks a rule and says so', async () => {
  await breakRule()
  expect(host).toHaveViolations('LOG_LEVEL_OUT_OF_RANGE')
})
test('keeps a string', keepString)
test('keeps a string and says so', async () => {
  await keepString()
  expect(host).not.toHaveFreedEveryString()
})
describe('an old table', () => {
  hostOptions({ abiVersion: 5 })
  test('keeps what nobody can tell of', keepString)
})
describe('allowed', () => {
  hostOptions({ allowViolations: { LOG_LEVEL_OUT_OF_RANGE: 'issue 12' } })
  test('breaks a rule', breakRule)
})
test('keeps to the rules', async () => {
  await plugin.invoke('log', { message: 'hello' })
  expect(host).not.toHaveViolations()
  expect(host).toHaveFreedEveryString()
})
test('allows an unknown rule', () => hostOptions({ allowViolations: { RESERVED_SLOTS: 'why not' } }))
test('leaves a thread', () => plugin.invoke('linger', { until: 'never' }))
`

const knownBugs = `
const { host, plugin } = require('osaurus-mockhost')
const freeForeign = () => plugin.invoke('free_foreign', {})
test.failing('fails, and frees what is not its own', async () => {
  await freeForeign()
  expect(host).toHaveLogged('nothing')
})
test.failing('does no more than free what is not its own', freeForeign)
test.failing('has been mended', () => host.api.log(1, 'hello'))
describe('with a hook', () => {
  afterEach(() => { throw new Error('the hook failed') })
  test.failing('frees what is not its own', freeForeign)
})
`

const misspelt = `/**
 * @jest-environment-options {"profil":"full"}
 */
test('never runs', () => {})
`

let project: Project
let result: RunResult
beforeAll(async () => {
  const { chatter = '' } = await buildPlugins(['chatter'])
  project = await createProject({
    runner: 'jest30',
    copies: { [path.basename(chatter)]: chatter },
    files: {
      'jest.config.js': config,
      'failing.test.js': failing,
      'late.test.js': late,
      'findings.test.js': findings,
      'known-bugs.test.js': knownBugs,
      'misspelt.test.js': misspelt,
    },
  })
  result = await project.run(['-i'])
})
afterAll(() => project.dispose())

function messageOf(name: string): string {
  return result.tests.find((test) => test.name === name)?.messages.join('\n') ?? 'passed'
}

describe('a test under Jest', () => {
  it.each([
    ['a matcher fails', /expected the host to have logged "goodbye"\n\s*it logged "hello"[\s\S]*1 call reached/],
    ['leaves a host installed', /LEFT_INSTALLED: The test "leaves a host installed" left mine installed/],
    ['frees what is not its own', /BAD_FREES/],
    ['drops calls', /DROPPED_CALLS[\s\S]*ambiguous/],
    ['uses the host of another test', /HOST_ENDED: The host of the test "keeps the host API"/],
    ['a responder throws', /^Error: no such key/],
    ['sets options too late', /INVALID_OPTION/],
    ['sets an unknown option', /UNKNOWN_OPTION[\s\S]*did you mean "profile"/],
    ['hangs', /Exceeded timeout of 20 ms/],
    ['breaks a rule', /VIOLATIONS: In the test "breaks a rule"[\s\S]* LOG_LEVEL_OUT_OF_RANGE +log\n.*level 9/],
    ['keeps a string', /LEAKED_STRINGS: In the test "keeps a string"[\s\S]* config_get +2 .*"eu"/],
    ['leaves a thread', /LEFTOVER_THREADS: In the test "leaves a thread"[\s\S]* linger +\d+ +libchatter/],
    ['allows an unknown rule', /INVALID_OPTION[\s\S]*RESPONDER_FAILED[\s\S]*did you mean "RESERVED_SLOT"/],
  ])('fails when it %s', (name, message) => {
    expect(messageOf(name)).toMatch(message)
  })

  it.each([
    'expects its drops',
    'with drops allowed drops calls',
    'keeps the host API',
    'is expected to fail',
    'passes after all that',
    'breaks a rule and says so',
    'keeps a string and says so',
    'an old table keeps what nobody can tell of',
    'allowed breaks a rule',
    'keeps to the rules',
  ])('passes when it %s', (name) => {
    expect(messageOf(name)).toBe('')
  })

  it('shows no frame of ours', () => {
    const output = result.output.split('late.test.js')[0] ?? ''
    expect(output).toContain('failing.test.js:')
    expect(frames(output).filter((line) => /osaurus-mockhost\/|jest-mockhost/.test(line))).toEqual([])
  })
})

describe('a file under Jest', () => {
  it('fails when a call comes after the end of its test, and the test is named', () => {
    expect(outcomeOf('late.test.js')).toMatchObject({ status: 'failed' })
    expect(outcomeOf('late.test.js')?.message).toMatch(
      /DROPPED_CALLS: A call came after the test "leaves a thread behind" had ended/,
    )
    expect(result.tests.filter(({ file, state }) => file.endsWith('late.test.js') && state !== 'passed')).toEqual([])
  })

  it('has threads that outlived destroy named in its output', () => {
    expect(result.stderr).toMatch(/^osaurus-mockhost: the thread "linger" \(\d+\) of .* outlived destroy/m)
  })

  it('fails when its options have an unknown name, and the known ones are listed', () => {
    expect(outcomeOf('misspelt.test.js')?.message).toMatch(
      /UNKNOWN_OPTION: There is no option "profil"[\s\S]*known .*profile.*plugin, serialize[\s\S]*did you mean "profile"/,
    )
  })

  it('makes the run fail', () => {
    expect(result).toMatchObject({ exitCode: 1, failed: 15 })
  })
})

describe('a test under Jest that is marked as failing', () => {
  it.each(['fails, and frees what is not its own', 'does no more than free what is not its own'])(
    'passes, and what was found at its end is told, when it %s',
    (name) => {
      expect(messageOf(name)).toBe('')
      expect(result.stderr).toContain(`osaurus-mockhost: "${name}" failed, as it should: BAD_FREES: `)
    },
  )

  it('fails when nothing failed', () => {
    expect(messageOf('has been mended')).toContain('Failing test passed even though it was supposed to fail')
  })

  it('fails when one of its hooks does, with what was found at its end', () => {
    const message = messageOf('with a hook frees what is not its own')
    expect(message).toMatch(/the hook failed[\s\S]*BAD_FREES/)
    expect(message).not.toContain('supposed to fail')
  })
})

it('a late call alone makes the run fail', async () => {
  expect(await project.run(['-i', 'late.test.js'])).toMatchObject({ exitCode: 1, passed: 2, failed: 0 })
})

function outcomeOf(file: string) {
  return result.json?.testResults.find(({ name }) => name.endsWith(file))
}

function frames(output: string): string[] {
  return output.split('\n').filter((line) => /^\s+at /.test(line))
}
