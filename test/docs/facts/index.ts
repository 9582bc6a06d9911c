import type { Section } from '../fact.js'
import { conventions } from './conventions.js'
import { hostTable } from './host-table.js'
import { kit } from './kit.js'
import { loader } from './loader.js'
import { manifest } from './manifest.js'
import { plugin } from './plugin.js'
import { routesAndWeb } from './routes.js'
import { services } from './services.js'
import { storage } from './storage.js'

/** Every section of the fact sheet, in its order. */
export const sections: readonly Section[] = [
  conventions,
  ...hostTable,
  ...plugin,
  ...kit,
  ...storage,
  ...services,
  ...routesAndWeb,
  ...manifest,
  ...loader,
]
