// The program of the process in which `inChild` runs a function (plugin/in-child.ts): it gets the function by message, and
// answers with what came of it.
import { isMockHostError } from './errors/mockhost-error.js'
import { MockHost, type MockHostOptions } from './index.js'
import type { ChildAnswer, ChildError, ChildScope } from './plugin/in-child.js'

interface Task {
  readonly body: string
  readonly hostOptions: MockHostOptions
  readonly args: unknown
}

process.once('message', async ({ body, hostOptions, args }: Task) => {
  const answer = await run(body, hostOptions, args)
  try {
    process.send?.(answer)
  } catch (error) {
    process.send?.({ error: pack(new TypeError(`inChild cannot copy what the function returned: ${error}`)) })
  }
})

async function run(body: string, hostOptions: MockHostOptions, args: unknown): Promise<ChildAnswer> {
  try {
    const host = new MockHost(hostOptions)
    if (hostOptions.abiVersion !== 1) host.hostAPIPointer()
    const value = await compile(body)({ host, load: (path, options) => host.load(path, options), args })
    return { value }
  } catch (error) {
    return { error: pack(error) }
  }
}

/** Vite writes `import()` in its own way, and a method as text needs its keyword. */
function compile(body: string): (scope: ChildScope<unknown>) => unknown {
  const load = (id: string) => import(id)
  return new Function('__vite_ssr_dynamic_import__', `return (${body})`)(load)
}

function pack(error: unknown): ChildError {
  const { message, stack } = error instanceof Error ? error : new Error(String(error))
  return { message, stack, record: isMockHostError(error) ? error.record : undefined }
}
