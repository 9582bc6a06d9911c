import { decodePercent } from './percent.js'

/**
 * The parameters of a query as the app reads them (fact sheet, section 11.2): decoded, but a `+` stays a `+`; the last of
 * two wins; one without a value has `''`. What cannot be decoded is left out, or has `''`.
 *
 * @param query without its question mark
 */
export function parseQuery(query: string): Record<string, string> {
  const params: [name: string, value: string][] = []
  for (const [name, value] of pairsOf(query)) {
    const decoded = decodePercent(name)
    if (decoded !== undefined) params.push([decoded, decodePercent(value) ?? ''])
  }
  return Object.fromEntries(params)
}

/** The agent that a query names: unlike other parameters the first counts. */
export function agentInQuery(query: string): string | undefined {
  for (const [name, value] of pairsOf(query)) {
    if (name === 'osr_agent' && value !== '') return decodePercent(value) ?? value
  }
  return undefined
}

function pairsOf(query: string): [name: string, value: string][] {
  const pairs = query.split('&').map((pair) => pair.replace(/^=+/, ''))
  return pairs.filter((pair) => pair !== '').map(splitPair)
}

function splitPair(pair: string): [name: string, value: string] {
  const at = pair.indexOf('=')
  return at === -1 ? [pair, ''] : [pair.slice(0, at), pair.slice(at + 1)]
}
