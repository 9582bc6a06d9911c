import type { CallRule } from './call-rule.js'
import { describeJSON } from './json-object.js'

export const paramsIgnored: CallRule = {
  rule: 'PARAMS_IGNORED',
  slots: ['db_exec', 'db_query'],
  isAboutJSON: true,
  judge: ({ slot, args }, read) => {
    if (args.params === null || args.params === '') return undefined
    const json = read()
    if (json.kind === 'other' && Array.isArray(json.value)) return undefined
    const named = json.kind === 'object' ? ' Names (:name) bind by their place in the array, too.' : ''
    return `${slot} got ${describeJSON(json)} as params, not a JSON array: the app binds nothing and reports no error.${named}`
  },
}
