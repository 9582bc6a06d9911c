import path from 'node:path'
import type { EnvironmentOptions } from '../../src/session/options.js'
import { buildPlugins } from '../fixtures/plugins/build.mjs'
import { createProject, type Runner, type RunResult, type TestOutcome } from '../runners/project.js'
import { configFile, failOnEverything } from './config-file.js'
import { libraryOf, type Piece, type Variant } from './piece.js'
import { type MuseumTest, writeTestFile } from './test-file.js'

/**
 * With which options the tests of the pieces run: those of their authors; these and everything that can fail a
 * test; and the latter on a host with the rules of the app.
 */
const modes = {
  asWritten: {},
  strict: { failOn: failOnEverything },
  production: { failOn: failOnEverything, profile: 'production' },
} as const satisfies Readonly<Record<string, EnvironmentOptions>>

export type Mode = keyof typeof modes

/** What came of the tests of all pieces. */
export interface MuseumRun {
  outcomeOf(piece: Piece, variant: Variant, mode: Mode): TestOutcome
  /** What came of the file with all tests of a mode that leave nothing behind. */
  fileStatusOf(mode: Mode): string | undefined
}

/** Runs the test of each piece with each of its variants, in one project of a runner. */
export async function runMuseum(runner: Runner, pieces: readonly Piece[]): Promise<MuseumRun> {
  const ending = runner === 'jest30' ? 'js' : 'mjs'
  const files = (Object.keys(modes) as Mode[]).flatMap((mode) => testFiles(runner, pieces, mode))
  await using project = await createProject({
    runner,
    files: {
      ...configFile(runner),
      ...Object.fromEntries(files.map(([name, text]) => [`${name}.test.${ending}`, text])),
    },
    copies: await copyLibraries(pieces),
  })
  const result = await project.run([], { timeout: 110_000 })
  if (result.json === undefined) throw new Error(`The tests of the museum did not end.\n${result.output}`)
  const { testResults } = result.json
  return {
    outcomeOf: (piece, variant, mode) => findOutcome(result, { piece, variant, mode }),
    fileStatusOf: (mode) => testResults.find(({ name }) => name.endsWith(`/${mode}.test.${ending}`))?.status,
  }
}

/** Names, without ending, and texts. */
function testFiles(runner: Runner, pieces: readonly Piece[], mode: Mode): [name: string, text: string][] {
  const test = (piece: Piece, variant: Variant): MuseumTest => {
    return { piece, variant, options: { ...piece.options, ...modes[mode] } }
  }
  const calm: readonly MuseumTest[] = pieces.flatMap((piece) => [
    ...(piece.isRestless || mode === 'production' ? [] : [test(piece, 'broken')]),
    test(piece, 'fixed'),
  ])
  const restless = mode === 'production' ? [] : pieces.filter(({ isRestless }) => isRestless)
  return [
    [mode, writeTestFile(runner, calm)],
    ...restless.map((piece): [string, string] => [
      `${piece.name}.${mode}`,
      writeTestFile(runner, [test(piece, 'broken')]),
    ]),
  ]
}

async function copyLibraries(pieces: readonly Piece[]): Promise<Record<string, string>> {
  const names = pieces.flatMap((piece) => [libraryOf(piece, 'broken'), libraryOf(piece, 'fixed')])
  const libraries = Object.values(await buildPlugins(names))
  return Object.fromEntries(libraries.map((library) => [`build/${path.basename(library)}`, library]))
}

function findOutcome(
  { tests, output }: RunResult,
  { piece, variant, mode }: { piece: Piece; variant: Variant; mode: Mode },
): TestOutcome {
  const found = tests.find(
    ({ name, file }) => name === `${piece.name} ${variant}` && path.basename(file).includes(`${mode}.test.`),
  )
  if (found === undefined) throw new Error(`${piece.name} ${variant} (${mode}) did not run.\n${output}`)
  return found
}
