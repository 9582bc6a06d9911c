import { compose, configName, type Kind, kindOf } from './compose.js'
import { nameOf, type Sample } from './sample.js'

/** Whether Jest runs the sample, else Vitest does. */
export function isOfJest(sample: Sample): boolean {
  return sample.directive.jest === true || (configName(sample)?.startsWith('jest') ?? false)
}

/** Samples of one kind that are run, not only type-checked. */
export function toRun(samples: readonly Sample[], kind: Kind): Sample[] {
  return samples.filter((sample) => !sample.directive.onlyTypes && kindOf(sample) === kind)
}

/** The files that are type-checked; those under `samples/` and `alone/` are run by Vitest, too. */
export function sourceFiles(samples: readonly Sample[]): Record<string, string> {
  return Object.fromEntries(samples.map((sample) => [fileOf(sample), compose(sample)]))
}

function fileOf(sample: Sample): string {
  const config = configName(sample)
  if (config !== undefined && !sample.directive.onlyTypes) return `${configFolder(sample)}/${config}`
  return `${folderOf(sample)}/${nameOf(sample)}.test.${sample.language}`
}

function folderOf(sample: Sample): string {
  if (sample.directive.onlyTypes || isOfJest(sample) || kindOf(sample) !== 'tests') return 'types'
  return sample.directive.fails ? 'alone' : 'samples'
}

/** Where the project of a configuration lies. */
export function configFolder(sample: Sample): string {
  return `configs/${nameOf(sample)}`
}

/** Projects in a project, for configurations: each with one test that uses its host. */
export function configFiles(samples: readonly Sample[]): Record<string, string> {
  return Object.assign({}, ...samples.map(filesOfConfig))
}

function filesOfConfig(sample: Sample): Record<string, string> {
  const folder = configFolder(sample)
  const imports = isOfJest(sample)
    ? `const { host } = require('osaurus-mockhost')\n`
    : `import { host } from 'osaurus-mockhost'\nimport { expect, test } from 'vitest'\n`
  return {
    [fileOf(sample)]: compose(sample),
    [`${folder}/loads.test.js`]: `${imports}test('has a host', () => expect(host.isInstalled).toBe(true))\n`,
  }
}
