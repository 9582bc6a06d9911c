import type { CodePage } from './code-page.js'

/** Codes of the group "Findings of a test run". */
export const findingCodes = {
  MATCHER_MISUSE: {
    happens:
      'It got another subject, a missing argument or a slot that does not exist. It throws under `.not` as well, since a matcher that was misused has no result.',
    cure: 'Compare your call with the example in the message. For a Promise, `await` it first.',
    related: ['CANNOT_TELL', 'INVALID_ARGUMENT'],
  },
  PROCESS_DIED: {
    happens:
      'It took the tests that it had not run yet along. It may have died by a crash with `onCrash: \'die\'` or in the allocator, by a crash on a JavaScript thread, by `_exit()` or by SIGKILL. What is known of it stands in a file that the process had mapped: the test and its file, the callbacks in progress, the thread, the backtrace where a handler could still write one, and the last calls of the host. "The previous run" is one whose runner died with its tests, or that ended before anybody could tell.',
    cure: 'Mend what the backtrace shows. Where there is none, look at the last calls and for `_exit()`; SIGKILL comes from the plugin itself, or from the system when memory runs out.',
    related: ['PLUGIN_CRASHED', 'PLUGIN_EXITED'],
  },
  DROPPED_CALLS: {
    happens:
      'Several hosts were installed when a thread of the plugin called (`ambiguous`), or its host had ended (`late`).',
    cure: "For `ambiguous`, install one host at a time, or set `attribution: 'table'`. For `late`, make `destroy` stop and join every thread. If the test is about drops, assert them with `toHaveDroppedCalls`.",
    related: ['LEFTOVER_THREADS', 'LEFT_INSTALLED'],
  },
  CANNOT_TELL: {
    happens:
      'It throws under `.not` as well, since a claim that nobody can judge has no result.\n\nA host table below version 6 has no `free_string`: plugins free strings with `free()` of libc, and no host is told.\n\nWhen the journal is full (`journalLimit`), further calls are only counted. What a matcher has not found may be among them, a number of calls is not known, and neither is the last value of a config key. What it has found is valid all the same; and config that is kept, strings and drops do not stand in the journal.',
    cure: 'For `toHaveFreedEveryString`, ask it of a host with `abiVersion: 6`. For a full journal, raise `journalLimit`, call `host.reset()` before what the test is about, or look for a thread of the plugin that floods the host.',
    related: ['MATCHER_MISUSE', 'LEAKED_STRINGS'],
  },
  VIOLATIONS: {
    happens:
      "It did what the ABI forbids or what the real host would lose. The table in the message names the rule, the call, what was found and the way out of each; [every rule has a page](../violations/README.md). Asked for by `failOn: ['violations']`.",
    cure: "Mend the plugin. If the test is about a violation, assert it with `toHaveViolations('RULE')`; one that has to wait goes into `allowViolations: { RULE: 'reason' }`.",
    related: ['BAD_FREES', 'RESPONDER_FAILED'],
  },
  BAD_FREES: {
    happens:
      'It freed one a second time, or an address that the host never handed out. The real host would crash or corrupt its memory.',
    cure: 'Free each string from the host once, with `free_string`, and nothing else with it.',
    related: ['LEAKED_STRINGS', 'VIOLATIONS'],
  },
  LEAKED_STRINGS: {
    happens:
      "The plugin had destroyed by then what it was to destroy. A string that went to `free()` of libc, which the ABI allows as well, cannot be told from one that is lost. Asked for by `failOn: ['leaks']`, and by `'leftovers'`.",
    cure: 'Give each string that a slot answers to `free_string`. If the test is about strings that stay, assert it with `.not.toHaveFreedEveryString()`.',
    related: ['BAD_FREES', 'LEFTOVER_THREADS'],
  },
  LEFTOVER_THREADS: {
    happens:
      "They are named in the run's output; `failOn: ['leftovers']` makes them fail the test. Of tests that run side by side each answers for the threads that called its own host.",
    cure: "Stop and join them in `destroy`. Until then `image: 'test'` keeps their calls out of later tests. Threads of a pool that is meant to live on go into `allowLeftovers: { 'tokio-*': 'reason' }`.",
    related: ['LEFTOVER_FILES', 'DROPPED_CALLS'],
  },
  LEFTOVER_FILES: {
    happens:
      "Looked for with `failOn: ['leftovers']`: files that are open now and were not when the plugin was loaded (on Linux, where the test runs alone in its process), and files in `host.artifacts.directory` that the test has not named by `host.artifacts.write` or `path`. Who has opened a file nobody can tell: one that the test itself holds open counts as well.",
    cure: "Close files in `destroy`, and remove those that nobody asked for. What is meant to stay goes into `allowLeftovers: { 'cache-*': 'reason' }`, by the name of the file or its path.",
    related: ['LEFTOVER_THREADS', 'LEAKED_STRINGS'],
  },
} as const satisfies Readonly<Record<string, CodePage>>
