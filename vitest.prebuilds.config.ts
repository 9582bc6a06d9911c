import { defineConfig } from 'vitest/config'

// `npm run test:prebuilds`: apart from the others, since it needs zig, which is 347 MB.
export default defineConfig({
  test: {
    name: 'prebuilds',
    include: ['test/prebuilds/*.test.ts'],
    testTimeout: 300_000,
    hookTimeout: 300_000,
  },
})
