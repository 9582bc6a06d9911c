import { mockHost } from 'osaurus-mockhost/vitest/config'
import { defineConfig } from 'vitest/config'

const serialize = process.env.SERIALIZE === 'no' ? false : 'file'

export default defineConfig({ plugins: [mockHost({ serialize })], test: { maxWorkers: 2 } })
