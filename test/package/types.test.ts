import { readFileSync } from 'node:fs'
import path from 'node:path'
import ts from 'typescript5'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { repository } from '../runners/packed-package.js'
import type { Project } from '../runners/project.js'
import { type Ending, runLimited } from '../runners/run-limited.js'
import { findTypeErrors } from './type-errors.js'
import { createTypeProject, type Setting, settings } from './type-settings.js'

// `skipLibCheck` off throughout: on, it only leaves out what is found in declaration files.

const { ModuleKind, ModuleResolutionKind } = ts
const resolutions = {
  nodenext: { module: ModuleKind.NodeNext, moduleResolution: ModuleResolutionKind.NodeNext },
  bundler: { module: ModuleKind.ESNext, moduleResolution: ModuleResolutionKind.Bundler },
  // By `typesVersions`; TypeScript 7 has it no more.
  node10: { module: ModuleKind.CommonJS, moduleResolution: ModuleResolutionKind.Node10 },
}

describe.each(settings)('$name', (setting) => {
  let project: Project
  beforeAll(async () => {
    project = await createTypeProject(setting)
  })
  afterAll(() => project.dispose())

  // Vitest and Vite have no types for node10 themselves.
  const possible = Object.entries(resolutions).filter(([name]) => name !== 'node10' || setting.runner === 'jest30')
  it.each(possible)('TypeScript 5.9, %s', (_, resolution) => {
    expect(errorsOf59(project, setting, resolution)).toEqual([])
  })

  it.each([
    ['nodenext', '--module nodenext'],
    ['bundler', '--module esnext --moduleResolution bundler'],
  ])('TypeScript 7, %s', async (_, flags) => {
    expect((await runTypeScript7(project, setting, flags.split(' '))).output).toBe('')
  })
})

const expectation = /^ *\/\/ @ts-expect-error.*\n/gm

it.each([
  ['index.d.mts', 'core'],
  ['matchers.d.mts', 'plain-matchers'],
  ['vitest.d.mts', 'vitest'],
  ['vitest-config.d.mts', 'vitest-config'],
  ['jest-mockhost/build/jest.d.mts', 'jest'],
  ['jest-mockhost/build/jest-environment.d.mts', 'jest-config'],
])('every export of %s is used in %s.ts', (entry, name) => {
  const [, exported = ''] =
    /export \{([^}]*)\};?\s*$/.exec(readFileSync(path.join(repository, 'dist', entry), 'utf8')) ?? []
  const names = exported.split(',').map((one) => one.replace(/^.* as |^ *type /, '').trim())
  const text = readFileSync(path.join(import.meta.dirname, 'types', `${name}.ts`), 'utf8')
  expect(names.length).toBeGreaterThan(2)
  expect(names.filter((one) => one !== 'default' && !new RegExp(`\\b${one}\\b`).test(text))).toEqual([])
})

it('the lines that must not compile are errors, each of them', async () => {
  for (const setting of settings.filter(({ name }) => /^(both|Jest)/.test(name))) {
    let wanted = 0
    const edit = (text: string) => {
      wanted += text.match(expectation)?.length ?? 0
      return text.replaceAll(expectation, '')
    }
    await using project = await createTypeProject(setting, edit)
    const errors = errorsOf59(project, setting, resolutions.nodenext)
    expect(new Set(errors.map((error) => error.split(',')[0])).size, errors.join('\n')).toBe(wanted)
  }
})

function errorsOf59({ folder }: Project, setting: Setting, resolution: ts.CompilerOptions): string[] {
  const strict = { target: ts.ScriptTarget.ES2022, strict: true, exactOptionalPropertyTypes: true }
  const { types = ['node'] } = setting
  return findTypeErrors({ folder, files: filesOf(setting), options: { ...strict, ...resolution, types: [...types] } })
}

function filesOf({ files }: Setting): string[] {
  return Object.keys(files).map((name) => `${name}.ts`)
}

function runTypeScript7({ folder }: Project, setting: Setting, flags: readonly string[]): Promise<Ending> {
  const program = path.join(repository, 'node_modules/typescript/bin/tsc')
  const strict = '--noEmit --strict --exactOptionalPropertyTypes --target es2022 --pretty false'.split(' ')
  const types = ['--types', (setting.types ?? ['node']).join()]
  const args = [
    program,
    ...strict,
    '--skipLibCheck',
    'false',
    '--skipDefaultLibCheck',
    ...types,
    ...flags,
    ...filesOf(setting),
  ]
  return runLimited({ file: process.execPath, args, cwd: folder, env: process.env, timeout: 60_000 })
}
