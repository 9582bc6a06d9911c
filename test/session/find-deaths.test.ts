import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { flightFolders, thisProcess } from '../../src/native/flight-folder.js'
import { anyDead, takeFlights } from '../../src/session/flight/find-deaths.js'
import { makeFlight } from './make-flight.js'

/** A process that is gone, and that nobody has become since. */
const gone = () => spawnSync(process.execPath, ['-e', '0']).pid

let root: string
let folder: string
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'find-deaths-'))
  folder = flightFolders(root)[0] ?? root
  mkdirSync(folder, { recursive: true })
})
afterEach(() => {
  for (const path of [root, folder]) rmSync(path, { recursive: true, force: true })
})

const put = (name: string, pid: number) => writeFileSync(join(folder, name), makeFlight({ pid, run: thisProcess() }))

describe('takeFlights', () => {
  it('keeps the file of a process until it has been told of, and hands it to nobody else', () => {
    const pid = gone()
    put(`${pid}-abc.flight`, pid)
    expect(anyDead(root)).toBe(true)
    const [taken] = takeFlights(root, thisProcess(), 'this run')
    expect(taken?.flight.process.pid).toBe(pid)
    expect(readdirSync(folder)).toEqual([`${pid}-abc.flight-${process.pid}`])
    expect(anyDead(root)).toBe(false)
    expect(takeFlights(root, thisProcess(), 'this run')).toEqual([])
    taken?.settle()
    expect(readdirSync(folder)).toEqual([])
  })

  it('takes what a process had taken that ended before it had told', () => {
    const [pid, taker] = [gone(), gone()]
    put(`${pid}-abc.flight-${taker}`, pid)
    expect(anyDead(root)).toBe(true)
    const [taken] = takeFlights(root, thisProcess(), 'this run')
    expect(taken?.flight.process.pid).toBe(pid)
    expect(readdirSync(folder)).toEqual([`${pid}-abc.flight-${process.pid}`])
    taken?.settle()
    expect(readdirSync(folder)).toEqual([])
  })

  it('leaves alone what belongs to processes that live, and what is no recorder', () => {
    put(`${process.pid}-abc.flight`, process.pid)
    put(`${gone()}-abc.flight-${process.ppid}`, gone())
    writeFileSync(join(folder, 'notes.txt'), '')
    expect(anyDead(root)).toBe(false)
    expect(takeFlights(root, thisProcess(), 'this run')).toEqual([])
    expect(readdirSync(folder)).toHaveLength(3)
  })

  it('removes what cannot be read', () => {
    const path = join(folder, `${gone()}-abc.flight`)
    writeFileSync(path, 'cut off')
    expect(takeFlights(root, thisProcess(), 'this run')).toEqual([])
    expect(existsSync(path)).toBe(false)
  })
})
