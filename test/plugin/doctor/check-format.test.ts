import { describe, expect, it } from 'vitest'
import { checkFormat } from '../../../src/plugin/doctor/check-format.js'
import { bytesOf } from '../../../src/plugin/doctor/file-bytes.js'
import type { Target } from '../../../src/plugin/doctor/target.js'
import { Cpu, makeMachO, makeUniversal } from './macho-fixture.js'

const mac: Target = { platform: 'darwin', arch: 'arm64' }
const linux: Target = { platform: 'linux', arch: 'x64' }

/** The error of a file, or `undefined`. */
function errorOf(file: Buffer, target: Target): string | undefined {
  try {
    checkFormat('/plugins/libweather', bytesOf(file), target)
    return undefined
  } catch (error) {
    return (error as Error).message
  }
}

describe('on macOS', () => {
  it.each([
    ['a library', makeMachO()],
    ['a bundle', makeMachO({ type: 8 })],
    ['a universal library that has the processor', makeUniversal([makeMachO({ cpu: Cpu.x64 }), makeMachO()])],
    ['a universal library of 64 bits', makeUniversal([makeMachO()], true)],
  ])('%s is taken', (_, file) => {
    expect(errorOf(file, mac)).toBeUndefined()
  })

  it('a library for another processor is refused', () => {
    expect(errorOf(makeMachO({ cpu: Cpu.x64 }), mac)).toMatchInlineSnapshot(`
      "WRONG_ARCHITECTURE: libweather was built for x64, and this process runs on arm64.
        file        /plugins/libweather
        to fix      build the plugin for arm64, or run Node for x64
        more        docs/errors/WRONG_ARCHITECTURE.md"
    `)
  })

  it('a universal library without the processor names those it has', () => {
    const file = makeUniversal([makeMachO({ cpu: Cpu.x64 }), makeMachO({ subtype: 2 })])
    expect(errorOf(file, mac)).toMatchInlineSnapshot(`
      "WRONG_ARCHITECTURE: libweather was built for x64 and arm64e, and this process runs on arm64.
        file        /plugins/libweather
        to fix      build the plugin for arm64, or run Node for x64 or arm64e
        more        docs/errors/WRONG_ARCHITECTURE.md"
    `)
  })

  it.each([
    ['an object file', { type: 1 }, 'it is an object file that was not linked.'],
    ['a program', { type: 2 }, 'it is a program.'],
  ])('%s is refused', (_, parts, what) => {
    expect(errorOf(makeMachO(parts), mac)).toContain(
      `NOT_A_LIBRARY: libweather is no dynamic library of this platform: ${what}`,
    )
  })

  it('a library that is cut off is refused', () => {
    expect(errorOf(makeMachO({ end: 70_000 }), mac)).toMatchInlineSnapshot(`
      "LIBRARY_INCOMPLETE: libweather is cut off: it has 129 of 70,000 bytes.
        file        /plugins/libweather
        to fix      build it again, and wait for the build to end before the tests start; a download or a copy may have failed
        more        docs/errors/LIBRARY_INCOMPLETE.md"
    `)
  })

  it('a universal library that is cut off is refused', () => {
    const file = makeUniversal([makeMachO()])
    expect(errorOf(file.subarray(0, file.length - 1), mac)).toContain('LIBRARY_INCOMPLETE: libweather is cut off')
  })

  it('a library of Linux is refused', () => {
    expect(errorOf(Buffer.from('7f454c46'.padEnd(128, '0'), 'hex'), mac)).toContain('it is a Linux (ELF) file.')
  })
})

describe('on Linux', () => {
  it('a library of macOS is refused', () => {
    expect(errorOf(makeMachO(), linux)).toContain('it is a macOS (Mach-O) file.')
  })

  it('a library of 32 bits names its processor', () => {
    const file = Buffer.alloc(64)
    file.write('7f454c46010101', 'hex')
    file.writeUInt16LE(3, 16)
    file.writeUInt16LE(3, 18)
    expect(errorOf(file, linux)).toContain('was built for ia32, and this process runs on x64.')
  })

  it('a library of 32 bits for a processor of 64 says so', () => {
    const file = Buffer.alloc(64)
    file.write('7f454c46010101', 'hex')
    file.writeUInt16LE(3, 16)
    file.writeUInt16LE(62, 18)
    expect(errorOf(file, linux)).toContain('was built for x64 (32 bits), and this process runs on x64.')
  })

  it('a library of the other byte order names its processor', () => {
    const file = Buffer.alloc(64)
    file.write('7f454c46020201', 'hex')
    file.writeUInt16BE(3, 16)
    file.writeUInt16BE(22, 18)
    expect(errorOf(file, linux)).toContain('was built for s390x, and this process runs on x64.')
  })
})

describe('a file that is no library', () => {
  it.each([
    ['', 'it is empty.'],
    ['!<arch>\nlibx.o/', 'it is a static library.'],
    ['MZ\x90\0', 'it is a Windows file.'],
    ['\0asm\x01\0\0\0', 'it is a WebAssembly file.'],
    ['\xca\xfe\xba\xbe\0\0\0\x3d', 'it is a Java class.'],
    ['version https://git-lfs.github.com/spec/v1\noid sha256:1\n', 'it is what Git LFS puts in the place of a file.'],
    ['#!/bin/sh\necho hello\n', 'it is a script that begins with "#!/bin/sh".'],
    ['INPUT(libc.so.6)', 'it begins with the text "INPUT(libc.so.6)".'],
    ['\xfe\xfe\xfe\xfe\xfe', 'it begins with the bytes fefefefe.'],
  ])('%j: %s', (text, what) => {
    expect(errorOf(Buffer.from(text, 'latin1'), linux)).toContain(`no dynamic library of this platform: ${what}`)
  })
})
