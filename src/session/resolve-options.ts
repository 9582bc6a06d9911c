// Apart from options.ts, whose checks need valibot: a test file that uses no host must not wait for its loading.
import type { EnvironmentOptions, ResolvedOptions } from './options.js'

/**
 * Merges layers of options, later ones over earlier ones, and fills in the defaults. An option that is `undefined` is not
 * given. What a layer allows is allowed on top of what those around it allow.
 */
export function resolveOptions(...layers: readonly EnvironmentOptions[]): ResolvedOptions {
  // What `concurrent: false` takes back is what layers around it have by `concurrent: true`, and not what they say outright.
  const takenBack = layers.findLastIndex(({ concurrent }) => concurrent === false)
  const whole = layers.flatMap((layer, at) => [at > takenBack ? expandConcurrent(layer) : {}, withoutUndefined(layer)])
  const merged: EnvironmentOptions = Object.assign({}, ...whole)
  return {
    ...merged,
    allowViolations: Object.assign({}, ...layers.map((layer) => layer.allowViolations)),
    allowLeftovers: Object.assign({}, ...layers.map((layer) => layer.allowLeftovers)),
    serialize: merged.serialize ?? 'file',
    failOn: merged.failOn ?? ['drops', 'badFrees'],
    attach: merged.attach ?? 'failures',
  }
}

function withoutUndefined(layer: EnvironmentOptions): EnvironmentOptions {
  return Object.fromEntries(Object.entries(layer).filter(([, value]) => value !== undefined))
}

function expandConcurrent(layer: EnvironmentOptions): EnvironmentOptions {
  return layer.concurrent === true ? { serialize: false, attribution: 'table', image: 'test' } : {}
}
