import '../../matchers/register-jest.js'

export { host, MockHost, plugin } from '../../src/index.js'
export type { EnvironmentOptions } from '../../src/session/options.js'
export { acrossAbiVersions, hostOptions, serialized } from '../jest/declare.js'
