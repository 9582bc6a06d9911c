export type { EnvironmentOptions, FailOn } from '../../src/session/options.js'
export { type MockHostPlugin, mockHost } from '../vitest/vite-plugin.js'
