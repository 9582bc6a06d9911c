import { MockHostError } from '../errors/mockhost-error.js'
import type { InstallContext, Installed, Loaded } from '../native/install-context.js'
import { runtime } from '../native/runtime.js'

/**
 * Destroys plugins, the last first; never throws. Returns errors.
 *
 * @param context where they were in use: what `destroy` calls belongs to the host there, not to one that is installed around it
 */
export function destroyPlugins(loaded: readonly Loaded[], context: InstallContext): Promise<unknown[]> {
  return runtime().runIn(context, async () => {
    const errors: unknown[] = []
    for (const plugin of loaded.toReversed()) errors.push(...(await plugin.destroyAtEnd()))
    return errors
  })
}

/**
 * Takes hosts off their stacks, the last first. Returns an error for each.
 *
 * @param owner who left them, as a message has it: `'test "greets"'`
 * @param fix what its author can do
 */
export function uninstallLeft(installed: readonly Installed[], owner: string, fix: string): MockHostError[] {
  return installed.toReversed().map((host) => {
    host.uninstallAnywhere()
    return new MockHostError({ code: 'LEFT_INSTALLED', message: `The ${owner} left ${host.name} installed.`, fix })
  })
}
