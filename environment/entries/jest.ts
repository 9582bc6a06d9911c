import '../../matchers/register-jest.js'

export type {
  ConfigExpectation,
  EndExpectation,
  LogExpectation,
  MockHostMatchers,
  TextPattern,
} from '../../matchers/index.js'
export { host, MockHost, type Plugin, plugin } from '../../src/index.js'
export type { EnvironmentOptions, FailOn } from '../../src/session/options.js'
export { acrossAbiVersions, hostOptions, serialized } from '../jest/declare.js'
