import { trimText } from '../../../abi/trim.js'
import { quote } from '../../../report/quote.js'
import type { ManifestProblem, PluginManifest } from '../contract.js'
import { makeFinding } from '../finding.js'

export function toolIds({ capabilities }: PluginManifest): ManifestProblem[] {
  return checkIds(capabilities.tools ?? [], { path: 'capabilities.tools', noun: 'tool', rules: toolRules })
}

export function routeIds({ capabilities }: PluginManifest): ManifestProblem[] {
  return checkIds(capabilities.routes ?? [], { path: 'capabilities.routes', noun: 'route', rules: routeRules })
}

const toolRules = { empty: 'EMPTY_TOOL_ID', duplicate: 'DUPLICATE_TOOL_ID' } as const
const routeRules = { empty: 'EMPTY_ROUTE_ID', duplicate: 'DUPLICATE_ROUTE_ID' } as const

interface IdList {
  readonly path: string
  readonly noun: string
  readonly rules: typeof toolRules | typeof routeRules
}

/** Ids are compared without the white space around them, and as Swift compares texts: however an accent is written. */
function checkIds(entries: readonly { readonly id: string }[], list: IdList): ManifestProblem[] {
  const first = new Map<string, string>()
  return entries.flatMap(({ id }, place) => {
    const path = `${list.path}[${place}].id`
    const compared = trimText(id).normalize()
    const before = first.get(compared)
    if (before === undefined) first.set(compared, path)
    if (compared === '') return [emptyId(id, path, list)]
    return before === undefined ? [] : [duplicateId(id, { path, before }, list)]
  })
}

function emptyId(id: string, path: string, { noun, rules }: IdList): ManifestProblem {
  return makeFinding(rules.empty, path, {
    says: 'is empty',
    found: quote(id),
    expected: 'an id',
    fix: `name the ${noun}`,
  })
}

interface Twins {
  readonly path: string
  readonly before: string
}

function duplicateId(id: string, { path, before }: Twins, { noun, rules }: IdList): ManifestProblem {
  return makeFinding(rules.duplicate, path, {
    says: `is ${quote(id)}, as ${before} is`,
    found: quote(id),
    expected: `an id that no other ${noun} has`,
    fix: `rename one of the two ${noun}s; white space around ids does not count`,
  })
}
