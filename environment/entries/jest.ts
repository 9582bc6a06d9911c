import '../../matchers/register-jest.js'

export { host, MockHost, plugin } from '../../src/index.js'
export type { EnvironmentOptions } from '../../src/session/options.js'
export { hostOptions, serialized } from '../jest/declare.js'
