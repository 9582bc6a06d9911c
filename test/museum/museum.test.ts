import path from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'
import type { Runner } from '../runners/project.js'
import { catalogue } from './catalogue.js'
import type { Piece } from './piece.js'
import { normalise, reportsOf } from './reports.js'
import { type Mode, type MuseumRun, runMuseum } from './run-museum.js'

const messages = path.join(import.meta.dirname, 'messages')
const pieces = catalogue.filter(({ platform = process.platform }) => platform === process.platform)
const modes: readonly Mode[] = ['asWritten', 'strict', 'production']
const named = pieces.map((piece): [string, Piece] => [piece.name, piece])

describe.each<Runner>(['vitest4', 'vitest5', 'jest30'])('%s', (runner) => {
  let museum: MuseumRun
  beforeAll(async () => {
    museum = await runMuseum(runner, pieces)
  })

  it.each(named)('finds the defect of %s, and says what it is', async (_, piece) => {
    const outcome = museum.outcomeOf(piece, 'broken', 'asWritten')
    expect(outcome.state).toBe('failed')
    expect(reportsOf(outcome), outcome.messages.join('\n\n')).toEqual([...piece.caughtBy].sort())
    expect(outcome.messages.join('\n\n')).toMatch(piece.says)
    // A library of another platform tells other things.
    if (process.platform !== 'linux') return
    await expect(`${normalise(outcome)}\n`).toMatchFileSnapshot(path.join(messages, `${piece.name}.txt`))
  })

  it.each(named)('finds nothing else in %s, whatever may fail a test', (_, piece) => {
    const outcome = museum.outcomeOf(piece, 'broken', 'strict')
    const expected = [...piece.caughtBy, ...(piece.follows ?? [])].sort()
    expect(reportsOf(outcome), outcome.messages.join('\n\n')).toEqual(expected)
  })

  it.each(named)('does not accuse %s once it is fixed', (_, piece) => {
    const outcomes = modes.map((mode) => {
      const outcome = museum.outcomeOf(piece, 'fixed', mode)
      return [mode, outcome.state, reportsOf(outcome)]
    })
    expect(outcomes).toEqual(modes.map((mode) => [mode, 'passed', []]))
  })

  it('finds nothing that the fixed plugins left behind', () => {
    expect(museum.fileStatusOf('production')).toBe('passed')
  })
})
