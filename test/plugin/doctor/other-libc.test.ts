import { expect, it } from 'vitest'
import { dependencyNotFound } from '../../../src/plugin/doctor/missing-dependency.js'
import { undefinedSymbol } from '../../../src/plugin/doctor/missing-symbol.js'

const path = '/plugins/libweather.so'

it('a library for musl says so under glibc', () => {
  const missing = { name: 'libc.musl-x86_64.so.1', neededBy: path, path: undefined, lookedIn: [] }
  expect(dependencyNotFound(path, missing).fix).toBe('build it for glibc: it was built on a Linux with musl (Alpine)')
})

it('a library for glibc says so under musl', () => {
  const said = `Error relocating ${path}: __strncpy_chk: symbol not found`
  const error = undefinedSymbol({ path, symbols: ['__strncpy_chk'], searched: ['libc.so.6'], said })
  expect(error.fix).toBe('build it for musl (Alpine): it was built on a Linux with glibc')
})

it('a library for musl that lacks a symbol under musl is told to link it', () => {
  const said = `Error relocating ${path}: weather_fetch: symbol not found`
  const error = undefinedSymbol({ path, symbols: ['weather_fetch'], searched: ['libc.musl-x86_64.so.1'], said })
  expect(error.fix).toContain('link the library')
})
