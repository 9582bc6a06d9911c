import type { SlotName } from '../../abi/slots.js'
import { listWords } from '../../report/print-value.js'
import type { CallRule } from './call-rule.js'
import { describeJSON, describeValue } from './json-object.js'

export const malformedRequest: CallRule = {
  rule: 'MALFORMED_REQUEST',
  slots: ['dispatch', 'complete', 'complete_stream', 'embed', 'http_request', 'file_read', 'send_draft'],
  isAboutJSON: true,
  judge: ({ slot }, read) => {
    const json = read()
    if (json.kind === 'object') return undefined
    const found = `${slot} got ${describeJSON(json)}`
    if (slot === 'send_draft') return `${found} as draft, not a JSON object: the app leaves it out of its DRAFT event.`
    return `${found} as request, not a JSON object: the app answers invalid_request.`
  },
}

interface RequiredField {
  readonly name: string
  readonly wanted: string
  readonly accepts: (value: unknown) => boolean
}

const isString = (value: unknown): value is string => typeof value === 'string'
const aString = (name: string): RequiredField => ({ name, wanted: 'a string', accepts: isString })

const chat: readonly RequiredField[] = [
  aString('model'),
  { name: 'messages', wanted: 'an array', accepts: Array.isArray },
]

const requiredFields: Partial<Record<SlotName, readonly RequiredField[]>> = {
  dispatch: [
    {
      name: 'prompt',
      wanted: 'a string that is not blank',
      accepts: (value) => isString(value) && value.trim() !== '',
    },
  ],
  complete: chat,
  complete_stream: chat,
  embed: [
    {
      name: 'input',
      wanted: 'a string or an array of strings',
      accepts: (value) => isString(value) || (Array.isArray(value) && value.every(isString)),
    },
  ],
  http_request: [
    aString('method'),
    { name: 'url', wanted: 'a URL', accepts: (value) => isString(value) && value !== '' },
  ],
  file_read: [aString('path')],
}

export const missingRequestField: CallRule = {
  rule: 'MISSING_REQUEST_FIELD',
  slots: Object.keys(requiredFields) as SlotName[],
  judge: ({ slot }, read) => {
    const json = read()
    if (json.kind !== 'object') return undefined
    const lacking = (requiredFields[slot] ?? []).filter(({ name, accepts }) => !accepts(json.fields[name]))
    if (lacking.length === 0) return undefined
    const found = lacking.map((field) => describeLack(field, json.fields[field.name]))
    return `In the request of ${slot} ${listWords(found)}: the app answers invalid_request.`
  },
}

function describeLack({ name, wanted }: RequiredField, value: unknown): string {
  if (value === undefined) return `"${name}" is missing`
  return `"${name}" is ${describeValue(value)}, not ${wanted}`
}

const agentKeys = ['agent_id', 'agent_address']

export const agentKeysInRequest: CallRule = {
  rule: 'AGENT_KEYS_IN_REQUEST',
  slots: ['dispatch', 'complete', 'complete_stream', 'embed'],
  judge: ({ slot }, read) => {
    const json = read()
    if (json.kind !== 'object') return undefined
    const found = agentKeys.filter((key) => Object.hasOwn(json.fields, key)).map((key) => `"${key}"`)
    if (found.length === 0) return undefined
    return `The request of ${slot} has ${listWords(found)}: the app ignores such keys and takes the agent of the callback.`
  },
}
