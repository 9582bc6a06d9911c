import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { removeLeftFolders } from '../../../src/native/left-folders.js'

let place: string
beforeEach(() => {
  place = mkdtempSync(join(tmpdir(), 'left-folders-'))
})
afterEach(() => rmSync(place, { recursive: true }))

const { pid: gone } = spawnSync(process.execPath, ['--version'])
const twoDays = 2 * 24 * 60 * 60

/** A folder with a file, last changed so many seconds ago. */
function makeFolder(name: string, age: number): string {
  const path = join(place, name)
  mkdirSync(path)
  writeFileSync(join(path, 'libhello.so'), '')
  const then = Date.now() / 1000 - age
  utimesSync(path, then, then)
  return path
}

it('what processes have left that are gone is removed, a day after', () => {
  const left = [`osaurus-mockhost-${gone}-a1B2c3`, `osaurus-mockhost-artifacts-${gone}-a1B2c3`]
  const paths = left.map((name) => makeFolder(name, twoDays))
  removeLeftFolders(place)
  expect(paths.filter(existsSync)).toEqual([])
})

it.each([
  ['of a process that lives', `osaurus-mockhost-${process.pid}-a1B2c3`, twoDays],
  ['that is younger: another container may use it', `osaurus-mockhost-${gone}-a1B2c3`, 60],
  ['of somebody else', `osaurus-mockhost-${gone}-a1B2c3-mine`, twoDays],
])('a folder stays %s', (_, name, age) => {
  const path = makeFolder(name, age)
  removeLeftFolders(place)
  expect(existsSync(path)).toBe(true)
})

it('a place that cannot be read is none', () => {
  expect(() => removeLeftFolders(join(place, 'nothing'))).not.toThrow()
})
