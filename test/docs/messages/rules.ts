import type { ViolationRule } from '../../../src/host/contract.js'

/** What the page of a rule says besides what stands in the catalogue of rules. In Markdown. */
export interface RulePage {
  /** What comes of a breach. */
  readonly happens: string
  /** Rules that one may have been looking for. */
  readonly related?: readonly ViolationRule[]
}

/** The page of every rule: one that has none does not compile. */
export const rulePages: Readonly<Record<ViolationRule, RulePage>> = {
  NULL_ARGUMENT: {
    happens: 'The app does nothing with such a call, or answers NULL. Nothing tells the plugin that its call was lost.',
    related: ['INVALID_UTF8', 'MISSING_REQUEST_FIELD'],
  },
  INVALID_UTF8: {
    happens:
      'Bytes that are no UTF-8 are replaced when the text is read: what arrives is another text than the one that was sent. The usual cause is a text that was cut in the middle of a character.',
    related: ['NULL_ARGUMENT'],
  },
  BAD_FREE: {
    happens:
      'The app would free memory twice, or memory that is not its own: it crashes, or breaks its heap and crashes later and elsewhere. The mock looks the address up first, and frees nothing that it must not.\n\nBy default a test fails for it: as the error [`BAD_FREES`](../errors/BAD_FREES.md).',
    related: ['SLOT_MIX_UP'],
  },
  RESPONDER_FAILED: {
    happens:
      'A function of the test threw an error, or returned something else than a text. The plugin got an error for an answer.\n\nThe test fails for it in any case: with what was thrown, or the error [`RESPONDER_FAILED`](../errors/RESPONDER_FAILED.md).',
    related: ['RESPONDER_TIMED_OUT', 'UNPREPARED_CALL'],
  },
  RESPONDER_TIMED_OUT: {
    happens:
      'A thread of the plugin waited for the answer of a responder as long as the option `responderTimeout` allows. Then it got an error for an answer, and went on. What the responder answers later is ignored.',
    related: ['RESPONDER_FAILED', 'RESPONDER_UNREACHABLE', 'ASYNC_ANSWER_IN_SYNC_CALL'],
  },
  RESPONDER_UNREACHABLE: {
    happens:
      'A responder is JavaScript, and runs on the JavaScript thread of its host. That thread cannot answer when it made the call itself (the plugin was called through another FFI than this package), or when it has ended. The plugin got an error for an answer.',
    related: ['RESPONDER_TIMED_OUT', 'ASYNC_ANSWER_IN_SYNC_CALL'],
  },
  ASYNC_ANSWER_IN_SYNC_CALL: {
    happens:
      '`plugin.invokeSync` and `host.api` block the event loop until the plugin returns, so no promise settles meanwhile. The plugin got an error for an answer at once, since it would have waited for ever.',
    related: ['RESPONDER_TIMED_OUT', 'RESPONDER_UNREACHABLE'],
  },
  UNPREPARED_CALL: {
    happens:
      "With the option `unprepared: 'fail'` a call that needs an answer and has none fails the test: with the error [`UNPREPARED_CALL`](../errors/UNPREPARED_CALL.md). The plugin got an error for an answer that says the same.",
    related: ['RESPONDER_FAILED'],
  },
  JOURNAL_LIMIT: {
    happens:
      'Calls are kept in memory, up to `journalLimit` bytes for each host. Calls that come later are answered as always, but only counted: recorders do not see them, and a matcher that would need them throws [`CANNOT_TELL`](../errors/CANNOT_TELL.md).',
  },
  MALFORMED_REQUEST: {
    happens:
      'The app answers the error `invalid_request` (a draft is left out of its event without an error). Text that was put together by hand breaks at the first quotation mark or line break in a value.',
    related: ['MISSING_REQUEST_FIELD', 'LOG_PAYLOAD_NOT_AN_OBJECT'],
  },
  MISSING_REQUEST_FIELD: {
    happens: 'The app answers the error `invalid_request`, and does nothing else.',
    related: ['MALFORMED_REQUEST', 'AGENT_KEYS_IN_REQUEST'],
  },
  AGENT_KEYS_IN_REQUEST: {
    happens:
      'The request works, but for another agent than the plugin named: the one for which the callback runs. A plugin cannot act for an agent of its choice.',
    related: ['DISPATCH_WITHOUT_AGENT', 'CONFIG_WITHOUT_AGENT'],
  },
  PARAMS_IGNORED: {
    happens:
      'The statement runs with NULL for every placeholder. A query finds nothing, an INSERT writes NULL, and the answer reports no error.',
    related: ['MALFORMED_REQUEST'],
  },
  LOG_LEVEL_OUT_OF_RANGE: {
    happens:
      'The app shows the line without a level. The levels are not those of syslog, and not those of most logging libraries.',
    related: ['LOG_PAYLOAD_NOT_AN_OBJECT', 'SLOT_MIX_UP'],
  },
  LOG_PAYLOAD_NOT_AN_OBJECT: {
    happens: 'The app keeps the payload as mere text: its fields cannot be searched or filtered.',
    related: ['LOG_LEVEL_OUT_OF_RANGE', 'MALFORMED_REQUEST'],
  },
  CONFIG_VALUE_TOO_LARGE: {
    happens:
      'The app drops the value. `config_set` has no answer, so the plugin does not learn of it; the next `config_get` answers what stood there before.',
    related: ['CONFIG_WITHOUT_AGENT'],
  },
  CONFIG_WITHOUT_AGENT: {
    happens:
      '`config_get` answers NULL, `config_set` and `config_delete` do nothing. It happens in `init`, `destroy`, on threads that the plugin started itself, and in callbacks for the Default agent.',
    related: ['DISPATCH_WITHOUT_AGENT', 'CONFIG_VALUE_TOO_LARGE'],
  },
  DISPATCH_WITHOUT_AGENT: {
    happens:
      'The app answers the error `built_in_agent_not_exposable` and starts no task. Threads that the plugin started itself have no agent.',
    related: ['CONFIG_WITHOUT_AGENT', 'AGENT_KEYS_IN_REQUEST'],
  },
  RESERVED_SLOT: {
    happens:
      'The slots are there so that the places of the later ones stay, and do nothing. The task goes on as if nobody had called.',
    related: ['SLOT_MIX_UP'],
  },
  CALL_DURING_ENTRY: {
    happens:
      'Slots that need a context do nothing, or answer NULL or the error `context_unavailable`. The host table that the entry function gets is to be kept; the first call belongs in `init`.',
    related: ['CALL_AFTER_DESTROY'],
  },
  CALL_AFTER_DESTROY: {
    happens:
      'A thread of the plugin lives on. The app has let go of the plugin by then, so the call does nothing, and what the thread holds is never given back.',
    related: ['CALL_DURING_ENTRY'],
  },
  SLOT_MIX_UP: {
    happens:
      "The plugin's copy of `osr_host_api` has other fields than the host's, or has them in another order. So it calls one slot and means another: a free becomes a line of the log, a text is taken for JSON. The message names the calls that gave it away.",
    related: ['LOG_LEVEL_OUT_OF_RANGE', 'BAD_FREE'],
  },
  ENVELOPE_MISMATCH: {
    happens:
      'The app does not parse the answer of a tool: it looks for `"ok":true` and the like in the text. White space in the wrong place, or such words inside a result, make a success of a failure, or the other way round. `plugin.invoke` shows what the plugin meant; the message says what the app makes of it.',
  },
  PLUGIN_ALREADY_LOADED: {
    happens:
      "The app shuts the second plugin down. In the profile `'full'` both live, and the host notes this violation; the profile `'production'` does as the app does, with the error [`PLUGIN_ALREADY_LOADED`](../errors/PLUGIN_ALREADY_LOADED.md).",
  },
  TABLE_WITHOUT_VERSION: {
    happens:
      'The app takes a version 0 or 1 for 2. The plugin works, but only because its table happens to be whole: the version is how the app tells which fields there are, and a later one will go by it.',
  },
}
