import { logLevelNames } from '../../report/log-level.js'
import type { CallRule } from './call-rule.js'
import { describeJSON } from './json-object.js'

export const logLevelOutOfRange: CallRule = {
  rule: 'LOG_LEVEL_OUT_OF_RANGE',
  slots: ['log', 'log_structured'],
  judge: ({ slot, args }) => {
    if (logLevelNames[Number(args.level)] !== undefined) return undefined
    return `${slot} got the level ${args.level}, which is none: the app shows the line without a level.`
  },
}

export const logPayloadNotAnObject: CallRule = {
  rule: 'LOG_PAYLOAD_NOT_AN_OBJECT',
  slots: ['log_structured'],
  isAboutJSON: true,
  judge: ({ args }, read) => {
    if (args.payload === null) return undefined
    const json = read()
    if (json.kind === 'object') return undefined
    return `log_structured got ${describeJSON(json)} as payload, not a JSON object: the app keeps it as mere text.`
  },
}
