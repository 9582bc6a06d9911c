let known: boolean | undefined

/**
 * Whether the caller is on the main thread of its process. Only that thread has the channel to a parent process, so
 * that the runners' processes, which pay for it with every test file, do without `node:worker_threads`.
 */
export function isMainThread(): boolean {
  known ??= process.send !== undefined || process.getBuiltinModule('node:worker_threads').isMainThread
  return known
}
