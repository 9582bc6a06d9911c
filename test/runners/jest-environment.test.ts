import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createProject, type Project } from './project.js'

/** As jsdom and others do: options of its own, a global object of its own making, handlers of its own. */
const custom = `
const { createEnvironment } = require('osaurus-mockhost/jest-environment')
const { TestEnvironment } = require('jest-environment-node')
class Browser extends TestEnvironment {
  constructor(config, context) {
    super(config, context)
    this.global.address = config.projectConfig.testEnvironmentOptions.url
    this.events = this.global.events = []
  }
  async handleTestEvent(event) { this.events.push(event.name) }
}
module.exports = createEnvironment(Browser)
`

const inCustom = `/**
 * @jest-environment ./custom.js
 * @jest-environment-options {"url":"http://localhost/","abiVersion":4}
 */
const { host } = require('osaurus-mockhost')
test('has both', () => {
  expect(address).toBe('http://localhost/')
  expect(events).toContain('test_start')
  expect(host.api.version).toBe(4)
})
`

const misspelt = `/**
 * @jest-environment ./custom.js
 * @jest-environment-options {"abiVersoin":4}
 */
test('never runs', () => {})
`

const untouched = `
const { host, plugin } = require('osaurus-mockhost')
require('osaurus-mockhost/jest')
test('nothing native is loaded', () => {
  expect(typeof host).toBe('object')
  const { sharedObjects } = process.report.getReport()
  expect(sharedObjects.filter((path) => /koffi|osaurus_mockhost/.test(path))).toEqual([])
})
`

const globals = `
test('options make no globals', () => {
  expect(typeof plugin).toBe('undefined')
  expect(typeof profile).toBe('undefined')
})
`

const withoutGlobals = `
const { expect, test } = require('@jest/globals')
const { host, serialized } = require('osaurus-mockhost/jest')
serialized('suite', () => {
  test('is described all the same', () => {
    host.api.log(1, 'hello')
    expect(host).toHaveLogged('hello')
  })
})
`

const elsewhere = `/** @jest-environment node */
const { hostOptions } = require('osaurus-mockhost/jest')
test('is told', () => expect(() => hostOptions({})).toThrow(/NO_TEST_HOST[\\s\\S]*testEnvironment/))
`

let project: Project
beforeAll(async () => {
  project = await createProject({
    runner: 'jest30',
    files: {
      'jest.config.js': `module.exports = {
        testEnvironment: 'osaurus-mockhost/jest-environment',
        testEnvironmentOptions: { plugin: './none', profile: 'full' },
      }`,
      'custom.js': custom,
      'custom.test.js': inCustom,
      'misspelt.test.js': misspelt,
      'untouched.test.js': untouched,
      'globals.test.js': globals,
      'without-globals.test.js': withoutGlobals,
      'elsewhere.test.js': elsewhere,
    },
  })
})
afterAll(() => project.dispose())

describe('the environment', () => {
  it.each([
    ['can be made of another one', 'custom.test.js', []],
    ['loads nothing native for a file that uses no host', 'untouched.test.js', []],
    ['keeps its options out of the global object', 'globals.test.js', []],
    ['works without injected globals', 'without-globals.test.js', ['--injectGlobals=false']],
    ['is missed by what needs it', 'elsewhere.test.js', []],
  ])('%s', async (_, file, args) => {
    const result = await project.run(['-i', `--testPathPatterns=/${file}`, ...args])
    expect(result, result.output).toMatchObject({ exitCode: 0, passed: 1, failed: 0 })
  })

  it('finds misspelt options among those of another environment', async () => {
    const result = await project.run(['-i', 'misspelt.test.js'])
    expect(result.exitCode).toBe(1)
    expect(result.output).toMatch(/UNKNOWN_OPTION: There is no option "abiVersoin"/)
  })
})
