// What `osaurus-mockhost/vitest`, which is ESM as Vitest is, takes from the chunks that all entries share (tsdown.config.ts).

export { MockHostError } from '../../src/errors/mockhost-error.js'
export { runtime } from '../../src/native/runtime.js'
export { checkVersions, tableVersions } from '../../src/session/abi-versions.js'
export { checkEnvironmentOptions } from '../../src/session/options.js'
