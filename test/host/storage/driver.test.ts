import { createContext, runInContext } from 'node:vm'
import { describe, expect, it } from 'vitest'
import { loadDriver, messageOf, type SQLiteDriver } from '../../../src/host/storage/driver.js'

// First: Node 22 warns when its SQLite is loaded for the first time.
it('a driver prints no warning when it is loaded, and leaves warnings on', () => {
  const warnings: unknown[] = []
  const { emitWarning } = process
  const record = (warning: unknown) => void warnings.push(warning)
  process.emitWarning = record
  try {
    loadDriver()
    expect(process.emitWarning).toBe(record)
  } finally {
    process.emitWarning = emitWarning
  }
  expect(warnings).toEqual([])
})

describe('a driver', () => {
  it('is that of Node, before any package', () => {
    const builtin = {} as SQLiteDriver
    const installed = () => {
      throw new Error('never asked')
    }
    expect(loadDriver({ builtin: () => builtin, installed })).toBe(builtin)
  })

  it('is the package where Node has none', () => {
    const installed = {} as SQLiteDriver
    expect(loadDriver({ builtin: () => undefined, installed: () => installed })).toBe(installed)
  })

  it('that is missing is an error which keeps its cause', () => {
    const cause = new Error('Cannot find module\nRequire stack: ...')
    const installed = () => {
      throw cause
    }
    expect(() => loadDriver({ builtin: () => undefined, installed })).toThrow(
      expect.objectContaining({ code: 'NO_SQLITE', cause, details: [['cause', 'Cannot find module']] }),
    )
  })

  it('loads here, again and again the same', () => {
    expect(loadDriver().DatabaseSync).toBe(loadDriver().DatabaseSync)
  })
})

it.each([
  ['an Error', new Error('it broke'), 'it broke'],
  ['an Error of another realm', runInContext(`new Error('it broke')`, createContext()), 'it broke'],
  ['a text', 'it broke', 'it broke'],
  ['null', null, 'null'],
])('what %s says is read', (_, error, message) => {
  expect(messageOf(error)).toBe(message)
})
