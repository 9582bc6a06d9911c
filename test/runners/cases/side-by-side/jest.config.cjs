module.exports = {
  testEnvironment: 'osaurus-mockhost/jest-environment',
  testEnvironmentOptions: {
    plugin: './build/libchatter',
    ...JSON.parse(process.env.OPTIONS ?? '{ "concurrent": true }'),
  },
  testMatch: ['**/*.test.cjs'],
  maxConcurrency: 20,
  testTimeout: 60_000,
  workerIdleMemoryLimit: '4GB', // Jest would run files this quick in band.
}
