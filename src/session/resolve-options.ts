// Apart from options.ts, whose checks need valibot: a test file that uses no host must not wait for its loading.
import type { EnvironmentOptions, ResolvedOptions } from './options.js'

/**
 * Merges layers of options, later ones over earlier ones, and fills in the defaults. What a layer allows is allowed on
 * top of what those around it allow.
 */
export function resolveOptions(...layers: readonly EnvironmentOptions[]): ResolvedOptions {
  const merged = Object.assign({}, ...layers.flatMap((layer) => [expandConcurrent(layer), layer])) as EnvironmentOptions
  return {
    ...merged,
    allowViolations: Object.assign({}, ...layers.map((layer) => layer.allowViolations)),
    allowLeftovers: Object.assign({}, ...layers.map((layer) => layer.allowLeftovers)),
    serialize: merged.serialize ?? 'file',
    failOn: merged.failOn ?? ['drops', 'badFrees'],
    attach: merged.attach ?? 'failures',
  }
}

function expandConcurrent(layer: EnvironmentOptions): EnvironmentOptions {
  return layer.concurrent === true ? { serialize: false, attribution: 'table', image: 'test' } : {}
}
