import { mockHost } from 'osaurus-mockhost/vitest/config'
import { defineConfig } from 'vitest/config'

export default defineConfig({
  plugins: [mockHost({ plugin: './build/libnotes' })],
  test: { include: ['tests/vitest/**/*.test.ts'] },
})
