import type { ConfigValue, ReadableHost } from '../src/host/contract.js'
import { describeNearest } from '../src/report/nearest.js'
import { printValue } from '../src/report/print-value.js'
import { quote } from '../src/report/quote.js'
import { checkCount, checkPersistence, checkText, checkTextOrJSON, type TextPattern } from './arguments.js'
import { isMatch, readLike } from './compare.js'
import type { MatcherContext } from './context.js'
import { hostMatcher, type Judgement } from './kit.js'
import { claimWith, say } from './search.js'

/** What was asked for. `value` and `agentId` are `undefined` where any will do. */
interface Wanted {
  readonly key: TextPattern
  readonly value: TextPattern | object | undefined
  readonly agentId: string | undefined
}

/**
 * The app keeps a config value: what an agent would read at the next start. `MockHostMatchers` says how it is called;
 * here it is a function for `expect.extend`.
 *
 * @example
 * import { toHavePersistedConfig } from 'osaurus-mockhost/matchers'
 * expect.extend({ toHavePersistedConfig })
 * expect(host).toHavePersistedConfig('webhook_secret', 's3cret', { agentId: AGENT })
 */
export const toHavePersistedConfig = hostMatcher({
  name: 'toHavePersistedConfig',
  example: "expect(host).toHavePersistedConfig('token', 'T1', { agentId: AGENT })",
  judge: ({ subject, args, usage, context }) => {
    checkCount(usage, args, { least: 1, most: 3 })
    const { agentId } = checkPersistence(usage, { label: 'expectation', value: args[2] })
    return judge(subject, context, {
      key: checkText(usage, { label: 'key', value: args[0] }),
      value: args[1] === undefined ? undefined : checkTextOrJSON(usage, { label: 'value', value: args[1] }),
      agentId,
    })
  },
})

function judge(host: ReadableHost, context: MatcherContext, wanted: Wanted): Judgement {
  const values = host.config.values
  const named = values.filter(({ key }) => isMatch(context, key, wanted.key))
  const owned = named.filter(({ agentId }) => agentId !== null && isSameAgent(agentId, wanted.agentId))
  const met = owned.filter(({ value }) => wanted.value === undefined || isMatch(context, value, wanted.value))
  const last = owned.at(-1)
  return {
    pass: met.length > 0,
    isCertain: true,
    claim: claimWith(context, `have persisted config ${say(context, wanted.key)}`, [
      ...(wanted.value === undefined ? [] : [{ label: 'value', expected: wanted.value }]),
      ...(wanted.agentId === undefined ? [] : [{ label: 'agent', expected: wanted.agentId }]),
    ]),
    found: () =>
      context.utils.RECEIVED_COLOR(
        met.length > 0 ? `it keeps ${list(met)}` : describeMiss(values, named, owned, wanted),
      ),
    marked: ({ slot, args }) => slot === 'config_set' && named.some(({ key }) => key === args.key),
    ...(wanted.value !== undefined &&
      last !== undefined && { diff: () => ({ actual: readLike(last.value, wanted.value), expected: wanted.value }) }),
  }
}

/** Agent ids are UUIDs, which compare without case. */
function isSameAgent(agentId: string, wanted: string | undefined): boolean {
  return wanted === undefined || agentId.toUpperCase() === wanted.toUpperCase()
}

function describeMiss(
  values: readonly ConfigValue[],
  named: readonly ConfigValue[],
  owned: readonly ConfigValue[],
  { key }: Wanted,
): string {
  if (owned.length > 0) return `it keeps ${list(owned)}`
  const lost = named.filter(({ agentId }) => agentId === null)
  if (lost.length > 0) return `${list(lost)} was written without an agent: the app loses it`
  if (named.length > 0) return `it keeps ${list(named)}`
  if (values.length === 0) return 'it keeps no config'
  const keys = values.map((value) => value.key)
  return `it keeps ${typeof key === 'string' ? describeNearest(key, keys) : list(values)}`
}

function list(values: readonly ConfigValue[]): string {
  const shown = values.slice(-3).map(({ key, value, agentId }) => {
    return `${quote(key)} = ${printValue(value, 60)}${agentId === null ? '' : ` of agent ${agentId}`}`
  })
  const rest = values.length - shown.length
  return rest > 0 ? `${shown.join(', ')} and ${rest} more` : shown.join(', ')
}
