module.exports = {
  testEnvironment: 'osaurus-mockhost/jest-environment',
  testEnvironmentOptions: { plugin: './build/libnotes' },
  testMatch: ['<rootDir>/tests/jest/**/*.test.js'],
}
