import type { EnvironmentOptions } from '../../src/session/options.js'
import type { Runner } from '../runners/project.js'
import { libraryOf, type Piece, type Variant } from './piece.js'

/** A test of a piece. */
export interface MuseumTest {
  readonly piece: Piece
  readonly variant: Variant
  readonly options: EnvironmentOptions
}

/** Writes tests into one file, as an author would: `own_free > fixed` and so on. */
export function writeTestFile(runner: Runner, tests: readonly MuseumTest[]): string {
  return [runner === 'jest30' ? jestImports : vitestImports, names, ...tests.map(writeTest)].join('\n')
}

const vitestImports = `import { host, plugin } from 'osaurus-mockhost'
import { hostOptions } from 'osaurus-mockhost/vitest'
import { describe, expect, test } from 'vitest'
`

const jestImports = `const { host, plugin } = require('osaurus-mockhost')
const { hostOptions } = require('osaurus-mockhost/jest')
`

const names = `const AGENT = '7B1E7C5A-3F0E-4C55-9A55-0D6A3D1C9E11'
const OTHER_AGENT = '22222222-BBBB-4BBB-8BBB-BBBBBBBBBBBB'
const TASK = '5F0E4C55-9A55-4D6A-8D1C-9E117B1E7C5A'
`

function writeTest({ piece, variant, options }: MuseumTest): string {
  const library = `./build/lib${libraryOf(piece, variant)}`
  return `describe('${piece.name}', () => {
  const LIBRARY = '${library}'
  hostOptions(${JSON.stringify({ plugin: library, ...options })})
  test('${variant}', async () => {${piece.test.replaceAll('\n', '\n  ')}})
})
`
}
