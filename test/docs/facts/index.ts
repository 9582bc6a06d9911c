import type { Section } from '../fact.js'
import { config } from './config.js'
import { conventions } from './conventions.js'
import { files } from './files.js'
import { hostTable } from './host-table.js'
import { http } from './http.js'
import { inference } from './inference.js'
import { kit } from './kit.js'
import { loader } from './loader.js'
import { manifest } from './manifest.js'
import { plugin } from './plugin.js'
import { routesAndWeb } from './routes.js'
import { storage } from './storage.js'
import { tasks } from './tasks.js'

/** Every section of the fact sheet, in its order. */
export const sections: readonly Section[] = [
  conventions,
  ...hostTable,
  ...plugin,
  ...kit,
  ...storage,
  ...http,
  ...inference,
  ...tasks,
  files,
  config,
  ...routesAndWeb,
  ...manifest,
  ...loader,
]
