import { readFileSync } from 'node:fs'
import path from 'node:path'
import { createProject, type Project, type Runner } from '../runners/project.js'

/** What an author of plugins has: a runner, and a way in which its functions come into a test file. */
export interface Setting {
  readonly name: string
  readonly runner: Runner
  readonly packages?: readonly string[]
  readonly isModule?: boolean
  /** Packages whose types are there without an import; left out: those of Node. */
  readonly types?: readonly string[]
  /** Files of `types/`. A list stands for the line of the file that imports `expect` and `test`. */
  readonly files: Readonly<Record<string, readonly string[]>>
}

const asItIs: readonly string[] = []
const core = { core: asItIs, 'core-misuse': asItIs, 'plain-matchers': asItIs }
const forVitest = { vitest: asItIs, 'vitest-config': asItIs }
const forJest = { jest: asItIs, 'jest-config': asItIs }
const ofVitest = ["import 'osaurus-mockhost/vitest'", "import { expect, test } from 'vitest'"]
const ofJest = ["import 'osaurus-mockhost/jest'", "import { expect, test } from '@jest/globals'"]

function matchers(lines: readonly string[]): Setting['files'] {
  return { matchers: lines, 'matchers-misuse': lines }
}

const vitest = { isModule: true, files: { ...matchers(ofVitest), ...forVitest } } as const
const globals = {
  isModule: true,
  types: ['node', 'vitest/globals'],
  files: matchers(["import 'osaurus-mockhost/vitest'"]),
} as const

export const settings: readonly Setting[] = [
  // Of two projects, so that the types of no runner are asked for.
  { name: 'no runner', runner: 'jest30', files: core },
  { name: 'no runner, and no types of Node', runner: 'vitest4', types: [], files: core },
  { name: 'Vitest 4', runner: 'vitest4', ...vitest },
  { name: 'Vitest 4 with globals', runner: 'vitest4', ...globals },
  { name: 'Vitest 5', runner: 'vitest5', ...vitest },
  { name: 'Vitest 5 with globals', runner: 'vitest5', ...globals },
  { name: 'Jest 30 with @jest/globals', runner: 'jest30', files: { ...matchers(ofJest), ...forJest } },
  {
    name: 'Jest 30 with @types/jest',
    runner: 'jest30',
    packages: ['@types/jest'],
    types: ['node', 'jest'],
    files: matchers(["import 'osaurus-mockhost/jest'"]),
  },
  {
    name: 'both runners',
    runner: 'vitest4',
    packages: ['jest', 'expect', '@jest/globals'],
    isModule: true,
    files: { ...core, ...vitest.files, ...forJest },
  },
]

/** A project with the packed package and the files of the setting, each as `edit` leaves it. */
export function createTypeProject(
  { runner, packages = [], isModule = false, files }: Setting,
  edit = (text: string) => text,
): Promise<Project> {
  const manifest = { name: 'project', private: true, type: isModule ? 'module' : 'commonjs' }
  const texts = Object.entries(files).map(([name, lines]) => [`${name}.ts`, edit(readCase(name, lines))])
  return createProject({
    runner,
    packages: ['@types/node', ...packages],
    files: { 'package.json': JSON.stringify(manifest), ...Object.fromEntries(texts) },
  })
}

function readCase(name: string, lines: readonly string[]): string {
  const text = readFileSync(path.join(import.meta.dirname, 'types', `${name}.ts`), 'utf8')
  return lines.length === 0 ? text : text.replace("import { expect, test } from 'vitest'", lines.join('\n'))
}
