import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, relative } from 'node:path'
import { afterAll, afterEach, expect, it, vi } from 'vitest'
import { loadLibrary } from '../../src/native/library.js'
import { isIsolatedByDefault } from '../../src/plugin/isolated.js'

const folder = mkdtempSync(join(tmpdir(), 'core-library-'))
const noCore = join(folder, 'core.so')
writeFileSync(noCore, 'no library at all')
afterAll(() => rmSync(folder, { recursive: true }))
afterEach(() => {
  vi.unstubAllEnvs()
  vi.restoreAllMocks()
})

it.each([
  ['its path', noCore],
  ['a relative path', relative(process.cwd(), noCore)],
])('a core that cannot be loaded is named, with what the linker said: %s', (_, named) => {
  vi.stubEnv('OSAURUS_MOCKHOST_CORE', named)
  expect(() => loadLibrary()).toThrow(
    expect.objectContaining({
      code: 'NATIVE_CORE_MISSING',
      message: expect.stringMatching(`core +${noCore}\n +dlopen `),
    }),
  )
})

it('a C library that the core is not made for is told as what it is', () => {
  vi.stubEnv('OSAURUS_MOCKHOST_CORE', noCore)
  vi.spyOn(process, 'platform', 'get').mockReturnValue('linux')
  vi.spyOn(process.report, 'getReport').mockReturnValue({ header: {} })
  expect(() => loadLibrary()).toThrow(
    expect.objectContaining({ code: 'UNSUPPORTED_PLATFORM', message: expect.stringContaining('Alpine') }),
  )
})

it('a variable that is empty names no core', () => {
  vi.stubEnv('OSAURUS_MOCKHOST_CORE', '')
  expect(() => loadLibrary()).not.toThrow()
})

it.each([
  ['', false],
  ['0', false],
  ['1', true],
])('OSAURUS_MOCKHOST_ISOLATE=%s isolates: %s', (value, expected) => {
  vi.stubEnv('OSAURUS_MOCKHOST_ISOLATE', value)
  expect(isIsolatedByDefault()).toBe(expected)
})

it('OSAURUS_MOCKHOST_ISOLATE=true is no value that could be overlooked', () => {
  vi.stubEnv('OSAURUS_MOCKHOST_ISOLATE', 'true')
  expect(isIsolatedByDefault).toThrow(expect.objectContaining({ code: 'INVALID_OPTION' }))
})
