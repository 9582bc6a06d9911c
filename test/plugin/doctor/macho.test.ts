import { describe, expect, it } from 'vitest'
import { bytesOf, EndOfFile } from '../../../src/plugin/doctor/file-bytes.js'
import { isMachO, readMachO, readSlices } from '../../../src/plugin/doctor/macho.js'
import { readMachOSymbols } from '../../../src/plugin/doctor/macho-symbols.js'
import { Cpu, makeMachO, makeUniversal, SymbolType } from './macho-fixture.js'

const architectures = (file: Buffer) => readSlices(bytesOf(file)).map(({ architecture }) => architecture)

describe('the processors of a Mach-O file', () => {
  it.each([
    ['arm64', Cpu.arm64, 0],
    ['x64', Cpu.x64, 3],
    ['x64', Cpu.x64, 8],
    ['ia32', Cpu.ia32, 3],
    ['arm64e', Cpu.arm64, 2],
    ['arm64e', Cpu.arm64, 0x80000002],
    ['CPU type 99', 99, 0],
  ])('%s', (name, cpu, subtype) => {
    expect(architectures(makeMachO({ cpu, subtype }))).toEqual([name])
  })

  it.each([false, true])('are several in a universal file (64 bits: %s)', (is64) => {
    const file = makeUniversal([makeMachO({ cpu: Cpu.x64 }), makeMachO({ cpu: Cpu.arm64 })], is64)
    expect(architectures(file)).toEqual(['x64', 'arm64'])
  })

  it('are each read at their own place', () => {
    const file = makeUniversal([makeMachO({ cpu: Cpu.x64, needed: ['one'] }), makeMachO({ needed: ['other'] })])
    expect(readSlices(bytesOf(file)).map(({ bytes }) => readMachO(bytes).needed)).toEqual([['one'], ['other']])
  })

  it('that lie behind the end of the file end the reading', () => {
    const file = makeUniversal([makeMachO()])
    expect(() => readSlices(bytesOf(file.subarray(0, file.length - 1)))).toThrow(EndOfFile)
  })
})

describe('a file is recognised', () => {
  it.each([
    ['of 64 bits', makeMachO(), true],
    ['that is universal', makeUniversal([makeMachO()]), true],
    ['of 32 bits', Buffer.from('cefaedfe07000000', 'hex'), true],
    ['but not a class of Java', Buffer.from('cafebabe0000003d', 'hex'), false],
    ['but not four bytes', Buffer.from('cffaedfe', 'hex'), false],
  ])('%s', (_, file, expected) => {
    expect(isMachO(file)).toBe(expected)
  })
})

describe('the load commands', () => {
  it('say what the library needs and where it is to be looked for', () => {
    const needed = ['@rpath/libcurl.4.dylib', '/usr/lib/libSystem.B.dylib']
    const rpaths = ['@loader_path/../Frameworks', '/opt/lib']
    const file = makeMachO({ needed, rpaths, weak: ['/opt/libnice.dylib'], type: 8 })
    expect(readMachO(bytesOf(file))).toMatchObject({ needed, rpaths, type: 8, end: file.length })
  })

  it('that are cut off end the reading', () => {
    expect(() => readMachO(bytesOf(makeMachO().subarray(0, 60)))).toThrow(EndOfFile)
  })

  it('without a size end the list', () => {
    const file = makeMachO({ needed: ['libone.dylib'] })
    file.writeUInt32LE(0, 36)
    expect(readMachO(bytesOf(file)).needed).toEqual([])
  })
})

describe('the symbols', () => {
  it('are those that the library defines, without their underscore', () => {
    const symbols = [
      { name: '_osaurus_plugin_entry_v2', type: SymbolType.exported },
      { name: '_hidden', type: SymbolType.privateExternal },
      { name: '_local', type: SymbolType.local },
      { name: '_malloc', type: SymbolType.undefined },
      { name: '_main.c', type: SymbolType.debugging },
    ]
    const bytes = bytesOf(makeMachO({ symbols }))
    expect(readMachOSymbols(bytes, readMachO(bytes))).toEqual([
      { name: 'osaurus_plugin_entry_v2', isVisible: true },
      { name: 'hidden', isVisible: false },
      { name: 'local', isVisible: false },
    ])
  })
})
