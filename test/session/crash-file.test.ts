import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { writeCrashFile } from '../../src/session/flight/crash-file.js'
import { type Death, deathOf } from '../../src/session/flight/death.js'
import { readFlight } from '../../src/session/flight/read-flight.js'
import { makeFlight } from './make-flight.js'

let project: string
beforeEach(() => {
  project = mkdtempSync(join(tmpdir(), 'crash-file-'))
  mkdirSync(join(project, 'node_modules'))
})
afterEach(() => rmSync(project, { recursive: true }))

function makeDeath(): Death {
  const path = join(project, 'some.flight')
  writeFileSync(path, makeFlight())
  const flight = readFlight(path)
  const death = flight && deathOf({ ...flight, label: { ...flight.label, root: project } })
  if (death === undefined) throw new Error('the recorder tells of no death')
  return death
}

it('only its owner can read what the last calls tell of', () => {
  const path = writeCrashFile(makeDeath(), 'this run') ?? ''
  expect(JSON.parse(readFileSync(path, 'utf8'))).toMatchObject({ version: 1, pid: 4711, root: project })
  expect(statSync(path).mode & 0o777).toBe(0o600)
  expect(statSync(join(path, '..')).mode & 0o777).toBe(0o700)
})

it('of very many the newest 100 are kept', () => {
  const death = makeDeath()
  const paths = Array.from({ length: 103 }, (_, second) => writeCrashFile(death, 'this run', new Date(second * 1000)))
  const folder = join(paths[0] ?? '', '..')
  expect(readdirSync(folder).map((name) => join(folder, name))).toEqual(paths.slice(-100))
})

it('one that cannot be made is left out, and nothing is thrown', () => {
  const death = makeDeath()
  const call = {
    ...death.calls[0],
    get args(): never {
      throw new RangeError('Maximum call stack size exceeded')
    },
  }
  expect(writeCrashFile({ ...death, calls: [call as never] }, 'this run')).toBeUndefined()
})
