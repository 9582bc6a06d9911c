import * as v from 'valibot'
import { checkOptions } from '../host/options.js'
import type { LoadOptions } from './contract.js'

const schema = v.strictObject({
  pluginId: v.optional(v.string()),
  probe: v.optional(v.boolean()),
  image: v.optional(v.picklist(['test', 'file', 'shared'])),
})

/** The options as given, or an error that names the one that is wrong. */
export function checkLoadOptions(options: unknown): LoadOptions {
  return checkOptions(schema, options, 'of load') as LoadOptions
}
