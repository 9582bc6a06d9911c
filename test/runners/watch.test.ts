import { copyFile, mkdir } from 'node:fs/promises'
import path from 'node:path'
import { describe, expect, it } from 'vitest'
import { buildPlugins } from '../fixtures/plugins/build.mjs'
import { createProject, type Runner } from './project.js'
import { type Replacement, rebuildWhileWatching } from './rebuilds.js'

const { chatter = '', plain_v1 = '' } = await buildPlugins(['chatter', 'plain_v1'])
const ending = path.extname(chatter)
const builds = [chatter, plain_v1, chatter]
const ids = ['com.example.chatter', 'com.example.plain_v1', 'com.example.chatter']

const noteId = `test('notes which plugin it has', async () => {
  await plugin.invoke('anything')
  appendFileSync(process.env.NOTES, plugin.manifest.plugin_id + '\\n')
})`

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
export default { plugins: [mockHost({ plugin: '${path.relative('app', place)}' })] }`,
      'app/a.test.js': `
import { appendFileSync } from 'node:fs'
import { plugin } from 'osaurus-mockhost'
import { test } from 'vitest'
${noteId}`,
    }
    expect(await idsSeen({ runner, files, place, replacement, args: ['--root=app'] })).toEqual(ids)
  })
})

describe('Jest in watch mode', () => {
  it.each(replacements)('runs the tests again when a build %s, if told what a library is', async (replacement) => {
    const files = {
      'app/jest.config.cjs': `module.exports = {
  testEnvironment: 'osaurus-mockhost/jest-environment',
  testEnvironmentOptions: { plugin: './build/libwatched' },
  moduleFileExtensions: ['js', 'json', 'node', 'so', 'dylib'],
}`,
      'app/a.test.js': `
const { appendFileSync } = require('node:fs')
const { plugin } = require('osaurus-mockhost')
${noteId}`,
    }
    const place = 'app/build/libwatched'
    expect(
      await idsSeen({ runner: 'jest30', files, place, replacement, args: ['-i', '--config=app/jest.config.cjs'] }),
    ).toEqual(ids)
  })
})
