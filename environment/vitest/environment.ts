import { builtinEnvironments, type Environment } from 'vitest/runtime'
import { runtime, runtimeKey } from '../../src/native/runtime.js'

const { node } = builtinEnvironments

/** Vitest's own node environment; in the vm pools every file of a thread sees the one runtime of that thread. */
export const environment: Environment & { readonly prewarmModules: boolean } = {
  name: 'osaurus-mockhost',
  viteEnvironment: 'ssr',
  prewarmModules: false,
  setup: (global, options) => node.setup(global, options),
  async setupVM(options) {
    if (node.setupVM === undefined) throw new Error('The node environment of Vitest has no setupVM.')
    const vm = await node.setupVM(options)
    const own = runtime() // Made here, in the realm that lives as long as the thread.
    Object.defineProperty(vm.getVmContext(), runtimeKey, { get: () => own, configurable: true })
    return vm
  },
}
