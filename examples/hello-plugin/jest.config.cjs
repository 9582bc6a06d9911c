module.exports = {
  testEnvironment: 'osaurus-mockhost/jest-environment',
  testEnvironmentOptions: { plugin: './build/libhello' },
  testMatch: ['<rootDir>/tests/jest/**/*.test.js'],
}
