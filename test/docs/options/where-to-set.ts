/** The part of docs/options.md that shows where options can be set. Its samples run, as all do. */
export const whereToSet: readonly string[] = `## Where to set them

**In the configuration**, for all tests of a project:

\`\`\`ts
// vitest.config.mts
import { mockHost } from 'osaurus-mockhost/vitest/config'
import { defineConfig } from 'vitest/config'

export default defineConfig({
  plugins: [mockHost({ plugin: './build/libhello', failOn: ['drops', 'badFrees', 'violations'] })],
})
\`\`\`

\`\`\`js
// jest.config.cjs
module.exports = {
  testEnvironment: 'osaurus-mockhost/jest-environment',
  testEnvironmentOptions: { plugin: './build/libhello', failOn: ['drops', 'badFrees', 'violations'] },
}
\`\`\`

**In a file**, for all of its tests, or **in a \`describe\` block**, for those of the block. \`hostOptions\` comes from
\`osaurus-mockhost/vitest\` or \`osaurus-mockhost/jest\`:

\`\`\`ts
hostOptions({ profile: 'production' })

describe('on an older host', () => {
  hostOptions({ abiVersion: 5 })

  test('there is no free_string', () => {
    expect(host.api.version).toBe(5)
  })
})
\`\`\`

In Jest a comment at the head of the file does it, too:

<!-- sample: jest -->

\`\`\`js
/**
 * @jest-environment osaurus-mockhost/jest-environment
 * @jest-environment-options {"abiVersion":5}
 */
test('there is no free_string', () => {
  expect(host.api.version).toBe(5)
})
\`\`\`

**In a test**, in Vitest:

\`\`\`ts
test('loses config without an agent', { meta: { mockHost: { profile: 'production' } } }, async () => {
  await plugin.configChanged('bot_token', 'T1')
  expect(host.config.get('bot_token')).toBeUndefined()
})
\`\`\`

**For a host of your own**, outside of tests or beside the host of the test:

\`\`\`js
import { MockHost } from 'osaurus-mockhost'

using host = new MockHost({ abiVersion: 5, name: 'the older app' })
console.log(host.withInstalled((api) => api.version)) // 5
\`\`\`

"Everywhere" in the tables below is all of the above. The test goes over its block, an inner block over an outer one, the
file over the configuration. Only \`allowViolations\` and \`allowLeftovers\` add up.
`.split('\n')
