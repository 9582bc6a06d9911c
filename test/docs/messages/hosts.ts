import type { CodePage } from './code-page.js'

/** Codes of the group "Hosts and installs". */
export const hostCodes = {
  ALREADY_INSTALLED: {
    happens: 'A host stands on one install stack at a time.',
    cure: 'Uninstall it first, or make a second `new MockHost()`.',
    related: ['NOT_INSTALLED', 'NOT_LAST_INSTALLED'],
  },
  NOT_INSTALLED: {
    happens: '`host.api` and `host.load` need the host table that an install hands out.',
    cure: 'Do it inside `host.withInstalled(...)`, or after `host.hostAPIPointer()`. In a test with our environment, `host` is installed for you.',
    related: ['ALREADY_INSTALLED', 'NO_TEST_HOST', 'NO_HOST_TABLE'],
  },
  NOT_LAST_INSTALLED: {
    happens: 'Hosts are uninstalled in the reverse order of their installs. The call that failed changed nothing.',
    cure: 'Uninstall the inner host first. `withInstalled` cannot get this wrong.',
    related: ['WRONG_THREAD', 'LEFT_INSTALLED'],
  },
  WRONG_THREAD: {
    happens: 'Each thread has an install stack of its own. The call that failed changed nothing.',
    cure: 'Uninstall the host where it was installed.',
    related: ['NOT_LAST_INSTALLED'],
  },
  SLOT_IS_NULL: {
    happens:
      "The profile `'upstream'` fills 9 slots, and an older `abiVersion` has fewer. A plugin that called the slot all the same would jump to address 0.",
    cure: "Use the profile `'full'` or a newer `abiVersion`. A plugin must test a slot for NULL before it calls it.",
    related: ['NO_HOST_TABLE', 'CANNOT_TELL'],
  },
  NO_HOST_TABLE: {
    happens: 'The entry point of a version 1 plugin takes no host table, so there is no address to ask for.',
    cure: 'Call the plugin without a host table, or give the host an `abiVersion` from 2 on.',
    related: ['NOT_INSTALLED', 'SLOT_IS_NULL'],
  },
  NO_TEST_HOST: {
    happens: '`host` and `plugin` belong to one test each: outside of tests and their hooks there is none.',
    cure: 'Use them inside a test or a hook of a test, with our environment configured. Elsewhere make a `new MockHost()`.',
    related: ['HOST_ENDED', 'NO_PLUGIN'],
  },
  HOST_ENDED: {
    happens:
      'It was used by something that the test had started and not awaited, or through a variable that outlived the test. Its recorders can still be read; it does nothing more.',
    cure: 'Await what the test started. Code that outlives a test needs a `new MockHost()` of its own.',
    related: ['NO_TEST_HOST', 'HOST_CLOSED'],
  },
  HOST_CLOSED: {
    happens: 'What `close()` has given back cannot be read, and a closed host cannot be installed again.',
    cure: 'Read what you need before `close()`.',
    related: ['HOST_ENDED'],
  },
  LEFT_INSTALLED: {
    happens:
      'A test installed a host of its own (`hostAPIPointer()`) and did not uninstall it. It was uninstalled for the test, so that the next one is not disturbed. A file fails for a host that its hooks of all tests, or its top level, left installed.',
    cure: 'Install it with `host.withInstalled(...)` or `using`, or uninstall it in `afterEach`; what `beforeAll` installs, in `afterAll`, before anything there that throws when `beforeAll` has failed.',
    related: ['NOT_LAST_INSTALLED', 'DROPPED_CALLS'],
  },
  POOL_EXHAUSTED: {
    happens: 'Every host that is installed holds one.',
    cure: 'Call `close()` on hosts that are done with.',
    related: ['NO_MEMORY', 'LEFT_INSTALLED'],
  },
  NO_MEMORY: {
    happens:
      'A plugin that floods the host has filled the memory with its journal, or the machine runs too many workers at once.',
    cure: 'Look for a plugin that floods the host; lower `journalLimit`; run fewer workers.',
    related: ['POOL_EXHAUSTED', 'NO_PROCESS'],
  },
} as const satisfies Readonly<Record<string, CodePage>>
