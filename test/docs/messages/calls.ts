import type { CodePage } from './code-page.js'

/** Codes of the group "Calls". */
export const callCodes = {
  INVALID_ARGUMENT: {
    happens:
      'For instance: a log level that is no 32-bit integer, an answer that no JSON text can stand for, a step on for a task that has ended. The message says what was passed and what is known.',
    cure: 'Pass a value of the type in the message. A function that answers goes to `replyWith`, not to `reply`.',
    related: ['INVALID_OPTION', 'MATCHER_MISUSE'],
  },
  THREAD_BUSY: {
    happens:
      'A thread makes one call at a time. While the JS thread waits for a call on a thread of `onNewThread`, it runs responders; one of them has made another call on the same thread, which could not begin before the first one is over.',
    cure: 'Make the call of the responder through `host.api`, or on a thread of its own.',
    related: ['THREAD_ENDED', 'PUMP_TOO_DEEP'],
  },
  THREAD_ENDED: {
    happens: 'It lives until the body returns, or until the promise that the body returns settles.',
    cure: 'Make the calls inside the body, or return a promise that settles after the last of them.',
    related: ['HOST_ENDED'],
  },
  PUMP_TOO_DEEP: {
    happens: 'A responder calls a plugin that asks a responder, which calls a plugin, and so on.',
    cure: 'Look for a responder that calls its own plugin. `await plugin.invoke(...)` does not nest.',
    related: ['RESPONDER_FAILED', 'CALL_TIMED_OUT'],
  },
  CALL_TIMED_OUT: {
    happens:
      'The plugin now counts as stuck: the thread of the call cannot be taken away from it, and no further call is made.',
    cure: "If the plugin waits for the host, look at the responders and the journal in the message. If it is only slow, raise `timeout` in the call's options.",
    related: ['PLUGIN_STUCK', 'PLUGIN_TIMED_OUT', 'UNTIL_TIMED_OUT'],
  },
  PLUGIN_STUCK: {
    happens: 'A further call would wait for ever, or break the plugin.',
    cure: 'Mend the first call that timed out. The message names it.',
    related: ['CALL_TIMED_OUT', 'PLUGIN_CRASHED'],
  },
  PLUGIN_CRASHED: {
    happens:
      'The message has the signal, where it happened, and the last calls. The thread rests for ever, later calls of this plugin are refused, and the next load gets a fresh copy of the library.',
    cure: 'Look at the top of the backtrace. `addr2line -f -e <library> <offset>` names the line of a library that was built with `-g`. [When the plugin crashes](../plugin-author.md#when-the-plugin-crashes) says more.',
    related: ['PLUGIN_EXITED', 'PROCESS_DIED', 'BAD_FREES'],
  },
  NO_PROCESS: {
    happens: 'The system has too many processes, descriptors or too little memory.',
    cure: 'Raise the limits (`ulimit -u`, `ulimit -n`, `ulimit -v`), run fewer tests at once, or load without `isolate`.',
    related: ['PLUGIN_TIMED_OUT', 'NO_MEMORY'],
  },
  PLUGIN_TIMED_OUT: {
    happens: 'What the plugin had started itself was killed with it. The host and everything else go on.',
    cure: 'Look for a lock or a loop in the plugin; the message shows the last calls. A longer limit is `{ timeout: milliseconds }`.',
    related: ['CALL_TIMED_OUT', 'NO_PROCESS'],
  },
  PLUGIN_EXITED: {
    happens:
      "The thread that called it rests from then on, as after a crash: the call ends with this error, the plugin takes no more calls, and the process goes on. With `onCrash: 'die'`, and where an exit cannot be held up (macOS; glibc 2.41 and newer, which keeps all others from an exit meanwhile), the process ends with the code that the plugin gave. `_exit()` cannot be stopped by anybody.",
    cure: 'Return an error to the host instead.',
    related: ['PLUGIN_CRASHED', 'PROCESS_DIED'],
  },
  PLUGIN_DESTROYED: {
    happens:
      '`plugin.destroy()` was called, or the test that loaded the plugin is over: with our environment, plugins are destroyed at the end of their test.',
    cure: 'Load it again, or `reload()` it instead of destroying it.',
    related: ['HOST_ENDED', 'PLUGIN_ALREADY_LOADED'],
  },
  CALLBACK_MISSING: {
    happens: 'Its table has NULL there, or is of an older version that has no such pointer.',
    cure: "Fill the pointer in the plugin's table, or do not call it in this test.",
    related: ['MISSING_POINTERS', 'NULL_RESULT'],
  },
  NULL_RESULT: {
    happens: 'The app turns that into a failure of kind `execution_error`.',
    cure: 'Return a text from the callback, in case of failure too.',
    related: ['INVALID_RESPONSE', 'CALLBACK_MISSING'],
  },
  INVALID_RESPONSE: {
    happens:
      'The app answers status 500 or 502 for it, and so does `plugin.fetch`, which rejects only for a status or a header that HTTP cannot carry.',
    cure: 'Return JSON with a whole number as `status`; `headers` and `body` are texts.',
    related: ['NULL_RESULT'],
  },
  RESPONDER_FAILED: {
    happens: 'The plugin got an error for an answer; the error itself is the cause of this one.',
    cure: 'Mend the responder. To play a failing host, return its error as an answer.',
    related: ['UNPREPARED_CALL', 'PUMP_TOO_DEEP'],
  },
  UNPREPARED_CALL: {
    happens: "The option `unprepared` is `'fail'`, or its function said so for this call.",
    cure: "Prepare an answer with `host.on.<slot>.reply(...)`; or set `unprepared` to `'default'`: the plugin then gets an error that says the same.",
    related: ['RESPONDER_FAILED'],
  },
  UNTIL_TIMED_OUT: {
    happens: '`until` looks again and again until its time is over. The message shows the calls that came until then.',
    cure: "Look at the journal in the message: did the plugin's thread call at all? Raise `timeout` if it is only slow.",
    related: ['IDLE_TIMED_OUT', 'CALL_TIMED_OUT'],
  },
  IDLE_TIMED_OUT: {
    happens: 'A thread of it calls the host again and again.',
    cure: 'Wait for the call you need with `until`, or shorten `quiet`.',
    related: ['UNTIL_TIMED_OUT', 'LEFTOVER_THREADS'],
  },
} as const satisfies Readonly<Record<string, CodePage>>
