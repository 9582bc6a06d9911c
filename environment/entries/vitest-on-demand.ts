// What the setup file imports when a test asks for it: it brings the whole host.
export { keepJournal } from '../../src/session/journal/journal-of-test.js'
export { checkEnvironmentOptions } from '../../src/session/options.js'
export { useHost } from '../../src/session/test-host.js'
