import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { isMockHostError } from '../../../src/index.js'
import { checkFormat } from '../../../src/plugin/doctor/check-format.js'
import { listElfDependencies } from '../../../src/plugin/doctor/elf-dependencies.js'
import { bytesOf, EndOfFile } from '../../../src/plugin/doctor/file-bytes.js'
import { readSymbols } from '../../../src/plugin/doctor/library-symbols.js'
import { linkerOfProcess } from '../../../src/plugin/doctor/linker.js'
import { listMachODependencies } from '../../../src/plugin/doctor/macho-dependencies.js'
import { libraryOf } from '../load-fixture.js'
import { makeMachO, makeUniversal, SymbolType } from './macho-fixture.js'

const folder = mkdtempSync(join(tmpdir(), 'malformed-'))
afterAll(() => rmSync(folder, { recursive: true }))

const linker = linkerOfProcess()
const dyld = { architecture: 'arm64', programFolder: '/bin', libraryPath: [], fallbackPath: [] }

/** The same sequence in every run. */
function makeDice(): (sides: number) => number {
  let state = 42
  return (sides) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0
    return Math.floor((state / 2 ** 32) * sides)
  }
}

/** A few bytes changed, most of them where the tables are, and now and then the end cut off. */
function spoil(file: Buffer, dice: (sides: number) => number): Buffer {
  const spoiled = Buffer.from(file)
  for (let times = 1 + dice(4); times > 0; times--) {
    const at = dice(dice(2) === 0 ? spoiled.length : Math.min(1024, spoiled.length))
    spoiled[at] = [0, 1, 0x7f, 0xff, dice(256)][dice(5)] ?? 0
  }
  return dice(4) === 0 ? spoiled.subarray(0, dice(spoiled.length)) : spoiled
}

/** The errors that the doctor does not expect of a file. */
function findSurprises(file: Buffer, platform: 'linux' | 'darwin', round: number): unknown[] {
  const path = join(folder, 'libspoiled')
  writeFileSync(path, file)
  const looks = [
    () => checkFormat(path, bytesOf(file), { platform, arch: platform === 'linux' ? process.arch : 'arm64' }),
    () => readSymbols(bytesOf(file), 'arm64'),
    () => listElfDependencies(path, linker),
    () => listMachODependencies(path, dyld),
  ]
  return looks.flatMap((look) => {
    try {
      look()
      return []
    } catch (error) {
      return isMockHostError(error) || error instanceof EndOfFile ? [] : [[round, error]]
    }
  })
}

describe('a file with wrong bytes is refused or read, and surprises nobody:', () => {
  it.skipIf(process.platform !== 'linux')('ELF', async () => {
    const file = await readFile(await libraryOf('deps'))
    const dice = makeDice()
    for (let round = 0; round < 400; round++) {
      expect(findSurprises(spoil(file, dice), 'linux', round)).toEqual([])
    }
  })

  it('Mach-O', () => {
    const symbols = [{ name: '_weather', type: SymbolType.exported }]
    const one = makeMachO({ needed: ['@rpath/libsky.dylib'], rpaths: ['@loader_path'], symbols })
    const dice = makeDice()
    for (let round = 0; round < 400; round++) {
      const file = dice(2) === 0 ? one : makeUniversal([one, one], dice(2) === 0)
      expect(findSurprises(spoil(file, dice), 'darwin', round)).toEqual([])
    }
  })
})
