import { type Stats, unwatchFile, watchFile } from 'node:fs'
import { libraryEnding, thisProcess } from '../../src/plugin/doctor/target.js'

/** The part of Vitest that matters here. */
export interface WatchingVitest {
  readonly config: { readonly watch?: boolean; watchTriggerPatterns?: WatchTrigger[] }
  readonly vite: { readonly watcher: { emit(event: 'change', file: string): unknown } }
  readonly state: { getFiles(): readonly { readonly filepath: string; readonly projectName?: string | undefined }[] }
  onClose(close: () => void): void
}

interface WatchTrigger {
  readonly pattern: RegExp
  /** @returns test files that run again since this file has changed; nothing to leave it to Vitest */
  testsToRun(file: string): string[] | undefined
}

/** A library, and the project whose tests load it. */
export interface WatchedLibrary {
  /** Absolute; its ending may be left out. */
  readonly path: string
  readonly projectName: string
}

/**
 * In watch mode, has Vitest run the tests of a project again when their library was built anew.
 *
 * The library is looked at every quarter of a second. Vite's own watcher is no help: builds leave libraries outside
 * of its root, reach them through links, and replace file and folder, with which the watch on them would go.
 */
export function watchLibrary(vitest: WatchingVitest, { path, projectName }: WatchedLibrary): void {
  const { config, state } = vitest
  if (config.watch !== true) return
  const own = () => state.getFiles().filter((file) => (file.projectName ?? '') === projectName)
  for (const place of [path, path + libraryEnding(thisProcess)]) {
    let isNew = false
    config.watchTriggerPatterns ??= []
    config.watchTriggerPatterns.push({
      pattern: /^/,
      testsToRun: (file) => (isNew && file === place ? own().map(({ filepath }) => filepath) : undefined),
    })
    const tell = (now: Stats, before: Stats) => {
      if (!now.isFile() || isSame(now, before)) return
      isNew = true
      vitest.vite.watcher.emit('change', place)
      isNew = false
    }
    watchFile(place, { interval: 250, persistent: false }, tell)
    vitest.onClose(() => unwatchFile(place, tell))
  }
}

function isSame(one: Stats, other: Stats): boolean {
  return one.mtimeMs === other.mtimeMs && one.ino === other.ino && one.size === other.size
}
