import type { TestInfo } from './contract.js'

/** Whether there is something to look for even in a host that saw nothing go wrong by itself. */
export function looksIntoCalls({ options: { failOn } }: TestInfo): boolean {
  return failOn.includes('violations') || failOn.includes('leaks') || failOn.includes('leftovers')
}
