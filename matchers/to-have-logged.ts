import type { LogEntry } from '../src/host/contract.js'
import { checkCount, checkLevel, checkText, checkTextOrJSON, checkThread } from './arguments.js'
import { isShape } from './compare.js'
import type { MatcherContext } from './context.js'
import { hostMatcher } from './kit.js'
import { byLevel, byMessage, byPayload, byThread } from './log-criteria.js'
import { misuse, type Usage } from './misuse.js'
import { type Criterion, claimWith, judgeSearch, say } from './search.js'

/**
 * The plugin logged a message, with `log` or `log_structured`. `MockHostMatchers` says how it is called; here it is a
 * function for `expect.extend`.
 *
 * @example
 * import { toHaveLogged } from 'osaurus-mockhost/matchers'
 * expect.extend({ toHaveLogged })
 * expect(host).toHaveLogged('ready')
 */
export const toHaveLogged = hostMatcher({
  name: 'toHaveLogged',
  example: "expect(host).toHaveLogged('ready', { level: 'info', from: 'background' })",
  judge: ({ subject, args, usage, context }) => {
    checkCount(usage, args, { least: 0, most: 2 })
    const message = readMessage(usage, args)
    const others = readOptions(usage, args)
    return judgeSearch(context, {
      claim: describeClaim(context, message, others),
      entries: subject.logs.entries,
      callOf: (entry) => entry.call,
      criteria: message ? [message, ...others] : others,
      did: 'it logged',
      none: 'it logged nothing',
    })
  },
})

function describeClaim(
  context: MatcherContext,
  message: Criterion<LogEntry> | undefined,
  others: readonly Criterion<LogEntry>[],
): string {
  const what = message ? say(context, message.expected) : 'anything'
  const thread = others.find(({ label }) => label === 'thread')
  const from = thread === undefined ? '' : ` from ${context.utils.EXPECTED_COLOR(String(thread.expected))}`
  const rest = others.filter((criterion) => criterion !== thread)
  return claimWith(context, `have logged ${what}${from}`, rest)
}

/** The message may be `undefined` only to make place for the options. */
function readMessage(usage: Usage, args: readonly unknown[]): Criterion<LogEntry> | undefined {
  const [message, options] = args
  if (args.length === 0 || (message === undefined && options !== undefined)) return undefined
  return byMessage(checkText(usage, { label: 'message', value: message }))
}

function readOptions(usage: Usage, args: readonly unknown[]): Criterion<LogEntry>[] {
  const options = args.length < 2 ? {} : args[1]
  if (!isShape(options)) return misuse(usage, { message: 'takes its options as an object: { level, from, payload }.' })
  return Object.entries(options).map(([name, value]) => readOption(usage, name, value))
}

function readOption(usage: Usage, name: string, value: unknown): Criterion<LogEntry> {
  switch (name) {
    case 'level':
      return byLevel(checkLevel(usage, { label: name, value }))
    case 'from':
      return byThread(checkThread(usage, { label: name, value }))
    case 'payload':
      return byPayload(value === null ? null : checkTextOrJSON(usage, { label: name, value }))
    default:
      return misuse(usage, { message: `has no option "${name}".`, details: [['options', 'level, from, payload']] })
  }
}
