import { trimText } from '../../../abi/trim.js'
import { quote } from '../../../report/quote.js'
import { isObject } from '../../json.js'
import type { ManifestWarning, PluginManifest, ToolManifest } from '../contract.js'
import { describeValue, makeFinding } from '../finding.js'
import { emptyText } from './keys.js'

const policies = ['auto', 'ask', 'deny']

/** What the model and the user get to see of the tools. */
export function* warnOfTools({ capabilities }: PluginManifest): Iterable<ManifestWarning> {
  for (const [place, tool] of (capabilities.tools ?? []).entries()) {
    const path = `capabilities.tools[${place}]`
    yield* warnOfId(tool, path)
    if (trimText(tool.description) === '') yield emptyText(`${path}.description`, tool.description)
    yield* warnOfPolicy(tool, path)
    yield* warnOfParameters(tool, `${path}.parameters`)
  }
}

function* warnOfId({ id }: ToolManifest, path: string): Iterable<ManifestWarning> {
  if (trimText(id) === '' || /^[a-z][a-z0-9]*([._][a-z0-9]+)*$/.test(id)) return
  yield makeFinding('UNUSUAL_ID', `${path}.id`, {
    says: `is ${quote(id)}, and not every model takes such a name`,
    found: quote(id),
    expected: 'lower-case words, joined by underscores or dots: "fetch_weather"',
    fix: 'rename the tool',
  })
}

function* warnOfPolicy({ permission_policy }: ToolManifest, path: string): Iterable<ManifestWarning> {
  if (permission_policy === undefined || policies.includes(permission_policy.toLowerCase())) return
  yield makeFinding('UNKNOWN_POLICY', `${path}.permission_policy`, {
    says: `is ${quote(permission_policy)}, which the app takes for "ask"`,
    found: quote(permission_policy),
    expected: '"auto", "ask" or "deny"',
    fix: 'write one of them',
  })
}

function* warnOfParameters({ parameters }: ToolManifest, path: string): Iterable<ManifestWarning> {
  if (parameters === undefined) yield noParameters(path)
  else yield* warnOfSchema(parameters, path)
}

function noParameters(path: string): ManifestWarning {
  return makeFinding('NO_PARAMETERS', path, {
    says: 'is missing',
    found: 'nothing',
    expected: 'a JSON Schema of the arguments',
    fix: 'add {"type": "object", "properties": {}}, even if the tool takes none',
  })
}

/** Arguments are an object by name, so their schema is one of an object. */
function* warnOfSchema(schema: unknown, path: string): Iterable<ManifestWarning> {
  if (!isObject(schema)) {
    yield notASchema(path, schema, 'a JSON Schema, which is an object')
    return
  }
  const { type, properties = {}, required = [] } = schema
  if (type !== 'object') yield notASchema(`${path}.type`, type, '"object"')
  if (!isObject(properties)) yield notASchema(`${path}.properties`, properties, 'an object with a schema for each name')
  else if (!Array.isArray(required)) yield notASchema(`${path}.required`, required, 'a list of names')
  else yield* warnOfRequired(required, properties, `${path}.required`)
}

function* warnOfRequired(required: readonly unknown[], properties: object, path: string): Iterable<ManifestWarning> {
  for (const [place, name] of required.entries()) {
    if (typeof name === 'string' && Object.hasOwn(properties, name)) continue
    yield notASchema(`${path}[${place}]`, name, 'the name of one of the properties')
  }
}

function notASchema(path: string, value: unknown, expected: string): ManifestWarning {
  const found = describeValue(value)
  return makeFinding('NOT_A_SCHEMA', path, {
    says: `is ${found}, not ${expected}`,
    found,
    expected,
    fix: 'describe the arguments as JSON Schema does: {"type": "object", "properties": {"city": {"type": "string"}}}',
  })
}
