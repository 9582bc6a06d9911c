import type { ProcessName } from '../../src/native/flight-folder.js'
import type { EnvironmentOptions } from '../../src/session/options.js'

/** What the Vite plugin hands to the workers of a project. */
export interface WorkerSettings {
  readonly options: EnvironmentOptions
  /** Folder that the plugin's path is relative to. */
  readonly root: string
  /** Main process of Vitest. */
  readonly run?: ProcessName
}

/** Name under which Vitest provides the settings to a project. */
export const settingsKey = 'osaurus-mockhost'
