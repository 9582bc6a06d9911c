import * as v from 'valibot'
import { checkOptions } from '../host/options.js'
import type { LoadOptions } from './contract.js'
import { manifestOptionEntries } from './manifest/options.js'

const schema = v.strictObject({
  ...manifestOptionEntries,
  probe: v.optional(v.boolean()),
  image: v.optional(v.picklist(['test', 'file', 'shared'])),
  isolate: v.optional(v.boolean()),
})

/** The options as given, or an error that names the one that is wrong. */
export function checkLoadOptions(options: unknown): LoadOptions {
  return checkOptions(schema, options, 'of load') as LoadOptions
}
