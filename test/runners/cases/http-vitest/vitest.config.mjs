import { mockHost } from 'osaurus-mockhost/vitest/config'
import { defineConfig } from 'vitest/config'

export default defineConfig({ plugins: [mockHost({ plugin: './libchatter' })] })
