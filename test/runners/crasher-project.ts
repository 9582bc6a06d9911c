/** What test files of the crasher begin with, and the configuration that loads it, as its users write them. */
export const vitestFile = `
import { host, plugin } from 'osaurus-mockhost'
import { hostOptions } from 'osaurus-mockhost/vitest'
import { describe, expect, test } from 'vitest'
`

export const jestFile = `
const { host, plugin } = require('osaurus-mockhost')
const { hostOptions } = require('osaurus-mockhost/jest')
`

export const vitestConfig = `
import { mockHost } from 'osaurus-mockhost/vitest/config'
export default { plugins: [mockHost({ plugin: './libcrasher' })] }`

export const jestConfig = `module.exports = {
  testEnvironment: 'osaurus-mockhost/jest-environment',
  testEnvironmentOptions: { plugin: './libcrasher' },
}`

export const jestConfigWithReporter = `module.exports = {
  ...require('./jest.config.js'),
  reporters: ['default', 'osaurus-mockhost/jest-reporter'],
}`
