import type { PublicName } from './public-api.js'

/** What examples take for granted, besides the globals of the runner, when they do not import it themselves. */
const prelude = `import type { readFileSync as readFile } from 'node:fs'
import type * as core from 'osaurus-mockhost'
import type * as entry from 'osaurus-mockhost/vitest'
import type * as config from 'osaurus-mockhost/vitest/config'
import type * as vite from 'vitest/config'

declare global {
  const AGENT: string
  const readFileSync: typeof readFile
  const defineConfig: typeof vite.defineConfig
  const mockHost: typeof config.mockHost
  const hostOptions: typeof entry.hostOptions
  const serialized: typeof entry.serialized
  const acrossAbiVersions: typeof entry.acrossAbiVersions
  const MockHost: typeof core.MockHost
  const host: core.MockHost
  const plugin: core.Plugin
  const inChild: typeof core.inChild
  const diagnoseLibrary: typeof core.diagnoseLibrary
  const validateManifest: typeof core.validateManifest
  const formatCallTable: typeof core.formatCallTable
  const isMockHostError: typeof core.isMockHostError
}
`

/** A module for each example: its imports, and the rest as the body of a function. */
export function exampleFiles(names: readonly PublicName[]): Record<string, string> {
  const files: Record<string, string> = { 'prelude.d.ts': prelude }
  for (const { name, examples } of names) {
    for (const code of examples) {
      // Numbered: names may differ in their case only.
      files[`examples/${Object.keys(files).length}-${name.replace(/[^\w]+/g, '-')}.ts`] = moduleOf(code)
    }
  }
  return files
}

/** What takes a plugin, a library or another file, or stands in a configuration. */
const wantsMore =
  /\bplugin\b|hostOptions|serialized|\blibrary\b|\.load\(|inChild|Library\(|readFile|require\(|^import |\b(test|describe)\(/m
/** What looks at calls of a plugin. */
const assertsOnCalls = /^MockHostMatchers\.|^HostTasks$|^MockHost\.(tasks|until)$/

/** A test for each example that a host is enough for. */
export function exampleTests(names: readonly PublicName[]): string {
  const tests = names
    .filter(({ name }) => !assertsOnCalls.test(name))
    .flatMap(({ name, examples }) =>
      examples.filter((code) => !wantsMore.test(code)).map((code) => `test('${name}', async () => {\n${code}\n})`),
    )
  return [
    "import { formatCallTable, host, isMockHostError, MockHost, validateManifest } from 'osaurus-mockhost'",
    "import { expect, test } from 'vitest'",
    "const AGENT = '7B1E7C5A-3F0E-4C55-9A55-0D6A3D1C9E11'",
    ...tests,
  ].join('\n')
}

const topLevel = /^(import|export) /

function moduleOf(code: string): string {
  const lines = code.split('\n')
  const top = lines.filter((line) => topLevel.test(line))
  const body = lines.filter((line) => !topLevel.test(line))
  return `${top.join('\n')}\nexport async function example(): Promise<void> {\n${body.join('\n')}\n}\n`
}
