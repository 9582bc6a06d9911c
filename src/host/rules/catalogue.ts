import type { ViolationRule } from '../contract.js'
import { type Profile, profiles } from '../profile.js'

/** What is known about a rule before anybody breaks it. */
export interface CataloguedRule {
  /** The rule itself, in one sentence. */
  readonly sentence: string
  /** Section of the fact sheet; none where the rule is one of this package. */
  readonly section?: string
  /** The way out, in the imperative. */
  readonly fix: string
  /** Profiles under which it is looked for. */
  readonly profiles: readonly Profile[]
}

/** The Swift kit has no rules. */
const butUpstream: readonly Profile[] = ['full', 'production']

/** Every rule that a violation can break. */
export const ruleCatalogue: Readonly<Record<ViolationRule, CataloguedRule>> = {
  NULL_ARGUMENT: {
    sentence: 'A slot gets a text where the ABI wants one, never NULL.',
    section: '1.2',
    fix: 'pass a text; only params, payload, issue and the message of dispatch_interrupt may be NULL',
    profiles: butUpstream,
  },
  INVALID_UTF8: {
    sentence: 'Texts cross the ABI as UTF-8.',
    section: '0.3',
    fix: 'convert the text to UTF-8 before the call',
    profiles: butUpstream,
  },
  BAD_FREE: {
    sentence: 'free_string gets each string of the host once, and nothing else.',
    section: '2',
    fix: "free each string of the host once, and give the plugin's own strings to its own allocator",
    profiles: butUpstream,
  },
  RESPONDER_FAILED: {
    sentence: 'A responder of the test answers with a text.',
    fix: 'mend the responder; to play a failing host, return its error as an answer',
    profiles,
  },
  RESPONDER_TIMED_OUT: {
    sentence: 'A responder of the test answers within responderTimeout.',
    fix: 'settle its promise, or raise responderTimeout',
    profiles,
  },
  RESPONDER_UNREACHABLE: {
    sentence: 'The JavaScript thread of a responder can be asked when the plugin calls.',
    fix: 'call the plugin through plugin.invoke, or prepare a fixed answer',
    profiles,
  },
  ASYNC_ANSWER_IN_SYNC_CALL: {
    sentence: 'A responder returns no promise while a synchronous call blocks the event loop.',
    fix: 'use await plugin.invoke(...), or answer without a promise',
    profiles,
  },
  UNPREPARED_CALL: {
    sentence: "No call needs an answer that nobody has prepared, where the option unprepared is 'fail'.",
    fix: "prepare an answer with host.on.<slot>.reply(...), or set the option unprepared to 'default'",
    profiles,
  },
  JOURNAL_LIMIT: {
    sentence: 'The journal has room for every call.',
    fix: 'raise journalLimit, or look for a thread of the plugin that floods the host',
    profiles,
  },
  MALFORMED_REQUEST: {
    sentence: 'A request is a JSON object.',
    section: '6.1, 7.1, 7.4, 8.1, 8.4, 9',
    fix: 'build the request with a JSON library, as an object',
    profiles: butUpstream,
  },
  MISSING_REQUEST_FIELD: {
    sentence: 'A request has the fields that its slot requires, each of its type.',
    section: '6.1, 7.1, 7.4, 8.1, 9',
    fix: 'fill in the fields that the message names',
    profiles: butUpstream,
  },
  AGENT_KEYS_IN_REQUEST: {
    sentence: 'The agent of a request is that of the callback: "agent_id" and "agent_address" in it are ignored.',
    section: '7.1, 8.1',
    fix: 'leave the keys out, and make the call in a callback for that agent',
    profiles: butUpstream,
  },
  PARAMS_IGNORED: {
    sentence: 'SQL parameters bind from a JSON array only; anything else is ignored without an error.',
    section: '5.2',
    fix: 'pass the values as a JSON array, in the order of the placeholders; NULL stands for none',
    profiles: butUpstream,
  },
  LOG_LEVEL_OUT_OF_RANGE: {
    sentence: 'Log levels are 0 (trace), 1 (debug), 2 (info), 3 (warn) and 4 (error).',
    section: '1.3',
    fix: 'use a level from 0 to 4; a number far outside is often a wrong order of arguments',
    profiles: butUpstream,
  },
  LOG_PAYLOAD_NOT_AN_OBJECT: {
    sentence: 'The payload of log_structured is a JSON object, or NULL for none.',
    section: '1.2',
    fix: 'build the payload with a JSON library, as an object; plain text belongs in the message',
    profiles: butUpstream,
  },
  CONFIG_VALUE_TOO_LARGE: {
    sentence: 'A config value has at most 1,048,576 bytes of UTF-8; a larger one is dropped without an error.',
    section: '10',
    fix: 'keep large values in the database (db_exec), or write less',
    profiles: butUpstream,
  },
  CONFIG_WITHOUT_AGENT: {
    sentence: 'Config belongs to an agent: for none, or for the Default agent, reads answer NULL and writes are lost.',
    section: '10',
    fix: 'use config in callbacks that have an agent, and hand what it says to threads; a test gives the call an agentId',
    profiles: butUpstream,
  },
  DISPATCH_WITHOUT_AGENT: {
    sentence: 'A task is dispatched for an agent, which is not the Default agent.',
    section: '8.1',
    fix: 'dispatch in callbacks that have an agent; a test gives the call an agentId',
    profiles: butUpstream,
  },
  RESERVED_SLOT: {
    sentence: 'dispatch_clarify and dispatch_add_issue are reserved: they have no effect.',
    section: '1.1',
    fix: 'leave the call out; dispatch_interrupt is what sends a message to a task',
    profiles: butUpstream,
  },
  CALL_DURING_ENTRY: {
    sentence: 'The host knows no plugin before the entry function has returned, so a call made there has no effect.',
    section: '3.1',
    fix: 'call the host from init on',
    profiles: butUpstream,
  },
  CALL_AFTER_DESTROY: {
    sentence: 'A plugin calls the host no more when its destroy has returned.',
    section: '3.3',
    fix: 'stop and join the threads of the plugin in destroy',
    profiles: butUpstream,
  },
  SLOT_MIX_UP: {
    sentence: 'Each slot is called through its own pointer: that of slot n stands at offset 8 n of the host table.',
    section: '1.1',
    fix: 'declare all 24 pointers in the order of osr_host_api: log_structured at offset 184, free_string at 192',
    profiles: butUpstream,
  },
  ENVELOPE_MISMATCH: {
    sentence: 'The app takes what a tool returns for what the plugin means: it looks for parts of the text.',
    section: '13',
    fix: 'build the envelope with a JSON library: {"ok":true,"result":...}, or {"ok":false,"kind":...,"message":...,"retryable":...}',
    profiles: ['production'],
  },
  PLUGIN_ALREADY_LOADED: {
    sentence: 'An app has one plugin of an id: the first stays, the newcomer is shut down.',
    section: '14.2',
    fix: 'destroy the first plugin before, or load the second one with a host of its own',
    profiles: ['full'],
  },
  TABLE_WITHOUT_VERSION: {
    sentence: 'The table of a plugin says the version of the ABI that it was built for.',
    section: '2',
    fix: 'set version of osr_plugin_api to the version of the header',
    profiles: butUpstream,
  },
}

/** The names of all rules. */
export const violationRules = Object.keys(ruleCatalogue) as readonly ViolationRule[]

/** Whether a value names a rule. */
export function isViolationRule(value: unknown): value is ViolationRule {
  return typeof value === 'string' && Object.hasOwn(ruleCatalogue, value)
}

/** What happened and how to mend it, as two sentences. */
export function withFix(rule: ViolationRule, message: string): string {
  const { fix } = ruleCatalogue[rule]
  return `${message} ${fix.charAt(0).toUpperCase()}${fix.slice(1)}.`
}
