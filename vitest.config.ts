import { defineConfig } from 'vitest/config'

const globalSetup = ['./scripts/build-native.mjs']
// The CPUs may be busy with everything else that CI runs: what is waited for may take its time.
const patient = { testTimeout: 30_000, hookTimeout: 120_000, expect: { poll: { timeout: 20_000, interval: 10 } } }
const exclude = ['**/node_modules/**', 'test/runners/*/**', 'examples/**']

// `npm test` builds the package first; `npx vitest --project=unit` needs no more than a C compiler.
export default defineConfig({
  test: {
    projects: [
      {
        test: {
          ...patient,
          name: 'unit',
          globalSetup,
          include: ['test/**/*.test.ts'],
          exclude: [
            ...exclude,
            'test/{threads,endings,isolation,storms,soak,runners,package,prebuilds,museum,fuzz}/**',
            'test/docs/{getting-started,samples}.test.ts',
          ],
        },
      },
      // A tenth of what `npm run fuzz` does.
      {
        test: {
          ...patient,
          name: 'fuzz',
          globalSetup,
          include: ['test/fuzz/**/*.test.ts'],
          exclude,
          testTimeout: 600_000,
        },
      },
      // What `npm run test:repeat` repeats: a round has to be short.
      {
        test: {
          ...patient,
          name: 'threads',
          globalSetup,
          include: ['test/threads/**/*.test.ts'],
          exclude,
          testTimeout: 60_000,
        },
      },
      // The long ones, in processes of their own, of the package that was built.
      {
        test: {
          ...patient,
          name: 'processes',
          include: ['test/{endings,isolation,storms,soak}/**/*.test.ts'],
          exclude,
          testTimeout: 120_000,
        },
      },
      // These pack the package that was built and start real runners and tools.
      {
        test: {
          ...patient,
          name: 'runners',
          include: ['test/{runners,package,museum}/*.test.ts', 'test/docs/{getting-started,samples}.test.ts'],
          exclude,
          testTimeout: 120_000,
        },
      },
    ],
  },
})
