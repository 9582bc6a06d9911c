import { copyFile, mkdir, readFile } from 'node:fs/promises'
import path from 'node:path'
import { describe, expect, it } from 'vitest'
import { buildPlugins } from '../fixtures/plugins/build.mjs'
import { createProject, type Runner, type RunOptions } from './project.js'
import { type Replacement, rebuildWhileWatching } from './rebuilds.js'

const { chatter = '', plain_v1 = '' } = await buildPlugins(['chatter', 'plain_v1'])
const ending = path.extname(chatter)
const builds = [chatter, plain_v1, chatter]
const ids = ['com.example.chatter', 'com.example.plain_v1', 'com.example.chatter']

const noteId = `test('notes which plugin it has', async () => {
  await plugin.invoke('anything')
  appendFileSync(process.env.NOTES, plugin.manifest.plugin_id + '\\n')
})`

/** Vitest 5 runs the tests again for a package.json that is as new as that of these projects. */
const noOtherTriggers = 'forceRerunTriggers: []'

/** Where a build leaves the library: in the folder of the tests, and where the runner does not look by itself. */
const places = ['app/build/libwatched', 'target/libwatched']
const replacements: readonly Replacement[] = ['renames over it', 'removes it first']

interface Watched {
  readonly runner: Runner
  readonly files: Readonly<Record<string, string>>
  /** Of the library in the project, without its ending. */
  readonly place: string
  readonly replacement: Replacement
  readonly args: readonly string[]
}

async function idsSeen({ runner, files, place, replacement, args }: Watched): Promise<string[]> {
  await using project = await createProject({ runner, files })
  const library = path.join(project.folder, place + ending)
  await mkdir(path.dirname(library), { recursive: true })
  await copyFile(chatter, library)
  return await rebuildWhileWatching({
    run: (options) => project.run(args, options),
    library,
    builds,
    replacement,
    notes: path.join(project.folder, 'notes.txt'),
  })
}

describe.each(['vitest4', 'vitest5'] as const)('%s in watch mode', (runner) => {
  const cases = places.flatMap((place) => replacements.map((replacement) => ({ place, replacement })))
  it.each(cases)('runs the tests again when a build of $place $replacement', async ({ place, replacement }) => {
    const files = {
      'app/vitest.config.mjs': `
import { mockHost } from 'osaurus-mockhost/vitest/config'
export default { plugins: [mockHost({ plugin: '${path.relative('app', place)}' })], test: { ${noOtherTriggers} } }`,
      'app/a.test.js': `
import { appendFileSync } from 'node:fs'
import { plugin } from 'osaurus-mockhost'
import { test } from 'vitest'
${noteId}`,
    }
    expect(await idsSeen({ runner, files, place, replacement, args: ['--root=app'] })).toEqual(ids)
  })
})

describe.each(['vitest4', 'vitest5'] as const)('%s in watch mode', (runner) => {
  it('leaves alone the tests of projects with another library', async () => {
    const place = 'build/libwatched'
    const project = (name: string, library: string) =>
      `{ plugins: [mockHost({ plugin: '${library}' })], test: { name: '${name}', include: ['${name}.test.js'] } }`
    const test = (file: string) => `
import { appendFileSync } from 'node:fs'
import { plugin } from 'osaurus-mockhost'
import { test } from 'vitest'
${noteId.replace('process.env.NOTES', file)}`
    await using made = await createProject({
      runner,
      copies: { [`build/libother${ending}`]: chatter, [place + ending]: chatter },
      files: {
        'vitest.config.mjs': `
import { mockHost } from 'osaurus-mockhost/vitest/config'
export default { test: { ${noOtherTriggers}, projects: [${project('watched', place)}, ${project('other', './build/libother')}] } }`,
        'watched.test.js': test('process.env.NOTES'),
        'other.test.js': test("process.env.NOTES + '.other'"),
      },
    })
    const notes = path.join(made.folder, 'notes.txt')
    const library = path.join(made.folder, place + ending)
    const run = (options: RunOptions) => made.run([], options)
    const seen = await rebuildWhileWatching({ run, library, builds, replacement: 'renames over it', notes })
    expect(seen).toEqual(ids)
    expect(await readFile(`${notes}.other`, 'utf8')).toBe('com.example.chatter\n')
  })
})

describe('Jest in watch mode', () => {
  it.each(replacements)('runs the tests again when a build %s, if told what a library is', async (replacement) => {
    const files = {
      'app/jest.config.cjs': `module.exports = {
  testEnvironment: 'osaurus-mockhost/jest-environment',
  testEnvironmentOptions: { plugin: './.build/debug/libwatched' },
  moduleFileExtensions: ['js', 'json', 'node', 'so', 'dylib'],
}`,
      'app/a.test.js': `
const { appendFileSync } = require('node:fs')
const { plugin } = require('osaurus-mockhost')
${noteId}`,
    }
    const place = 'app/.build/debug/libwatched'
    expect(
      await idsSeen({ runner: 'jest30', files, place, replacement, args: ['-i', '--config=app/jest.config.cjs'] }),
    ).toEqual(ids)
  })
})
