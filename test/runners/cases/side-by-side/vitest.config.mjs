import { mockHost } from 'osaurus-mockhost/vitest/config'
import { defineConfig } from 'vitest/config'

const options = JSON.parse(process.env.OPTIONS ?? '{ "concurrent": true }')

export default defineConfig({
  plugins: [mockHost({ plugin: './build/libchatter', ...options })],
  test: { maxConcurrency: 20, testTimeout: 60_000, include: ['**/*.test.mjs'] },
})
