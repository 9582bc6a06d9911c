/** Every error code of the package, with its meaning in one line. `docs/errors.md` has a section for each. */
export const errorCodes = {
  // Hosts and installs
  ALREADY_INSTALLED: 'The host is installed already.',
  NOT_INSTALLED: 'The host has to be installed for this, and it is not.',
  NOT_LAST_INSTALLED: 'Another host was installed on top of the one to uninstall.',
  WRONG_THREAD: 'The host was installed on another thread than the one that uninstalls it.',
  SLOT_IS_NULL: 'The slot is a NULL pointer in the host table that this host hands out.',
  NO_HOST_TABLE: 'A host of ABI version 1 has no host table.',
  NO_TEST_HOST: 'There is no running test whose host could be meant.',
  HOST_ENDED: 'The test that owned the host is over.',
  HOST_CLOSED: 'The host was closed, and its memory given back.',
  LEFT_INSTALLED: 'A test ended with a host of its own still installed.',
  POOL_EXHAUSTED: 'All sets of trampolines are in use: too many hosts at once.',
  NO_MEMORY: 'The native core could not get memory.',
  // Calls
  INVALID_ARGUMENT: 'An argument has a value that cannot cross into C.',
  THREAD_ENDED: 'The thread that `onNewThread` made has ended.',
  PUMP_TOO_DEEP: 'Synchronous calls into plugins are nested too deeply.',
  CALL_TIMED_OUT: 'The plugin did not return from a callback within its timeout.',
  PLUGIN_STUCK: 'An earlier call into the plugin never returned, so no further call is made.',
  PLUGIN_DESTROYED: 'The plugin was destroyed, so it cannot be called.',
  CALLBACK_MISSING: 'The plugin has no function for this callback.',
  NULL_RESULT: 'The plugin returned NULL where an answer was due.',
  INVALID_RESPONSE: 'The plugin answered a route with something that is no response.',
  RESPONDER_FAILED: 'A responder of the test threw an error.',
  UNTIL_TIMED_OUT: 'The condition given to `until` did not come true in time.',
  IDLE_TIMED_OUT: 'The plugin did not come to rest within the timeout of `idle`.',
  // Loading
  FILE_NOT_FOUND: 'There is no library at that path.',
  NOT_A_LIBRARY: 'The file is no dynamic library of this platform.',
  WRONG_ARCHITECTURE: 'The library was built for another processor.',
  LOAD_FAILED: 'The dynamic loader refused the library.',
  ENTRY_NOT_FOUND: 'The library exports no plugin entry point.',
  ENTRY_RETURNED_NULL: 'The entry point of the plugin returned NULL.',
  MISSING_POINTERS: 'The plugin left out function pointers that every plugin needs.',
  INIT_FAILED: 'The `init` of the plugin returned NULL.',
  NO_MANIFEST: 'The plugin returned no manifest.',
  INVALID_MANIFEST: 'The manifest breaks a rule of the app.',
  // Set-up
  UNKNOWN_OPTION: 'There is no option of that name.',
  INVALID_OPTION: 'The value of an option is not one of those it can have.',
  NO_PLUGIN: '`plugin` was used, and no library was configured.',
  UNSUPPORTED_PLATFORM: 'The package does not run on this platform.',
  NATIVE_CORE_MISSING: 'The native core for this platform is not there.',
  VERSION_CLASH: 'Two different versions of the package meet in one process.',
  // Findings of a test run
  MATCHER_MISUSE: 'A matcher was given something it cannot work with.',
  DROPPED_CALLS: 'Calls of the plugin belonged to no host.',
  CANNOT_TELL: 'The host cannot know what the matcher asks.',
  VIOLATIONS: 'The plugin broke rules of the host.',
  BAD_FREES: 'The plugin freed strings that were not its to free.',
  LEAKED_STRINGS: 'Strings of the host were not returned through `free_string`.',
  LEFTOVER_THREADS: 'Threads of the plugin were still running after `destroy`.',
} as const satisfies Record<string, string>

/** The code of an error of this package: `'NOT_INSTALLED'`. */
export type ErrorCode = keyof typeof errorCodes
