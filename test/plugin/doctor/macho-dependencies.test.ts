import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { beforeEach, describe, expect, it, onTestFinished } from 'vitest'
import { type Dyld, listMachODependencies } from '../../../src/plugin/doctor/macho-dependencies.js'
import { Cpu, type MachOParts, makeMachO, makeUniversal } from './macho-fixture.js'

const bare: Dyld = { architecture: 'arm64', programFolder: '/node/bin', libraryPath: [], fallbackPath: [] }

let folder: string
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'dependencies-'))
  onTestFinished(() => rm(folder, { recursive: true }))
})

async function put(name: string, parts: MachOParts | Uint8Array = {}): Promise<string> {
  const path = join(folder, name)
  await mkdir(dirname(path), { recursive: true })
  await writeFile(path, parts instanceof Uint8Array ? parts : makeMachO(parts))
  return path
}

/** Each dependency in one line: its name, who needs it, what is found, where it was looked for. */
function list(path: string, dyld: Partial<Dyld> = {}): readonly string[] {
  const hide = (text: string) => text.replaceAll(folder, '<folder>')
  return listMachODependencies(path, { ...bare, ...dyld }).map(({ name, neededBy, path, lookedIn }) =>
    hide(`${name} of ${neededBy}: ${path ?? 'not found'}; ${lookedIn.join('; ')}`),
  )
}

describe('a needed library', () => {
  it('of the system stands in no file', async () => {
    const plugin = await put('libweather.dylib', { needed: ['/usr/lib/libSystem.B.dylib'] })
    expect(list(plugin)).toEqual([
      '/usr/lib/libSystem.B.dylib of <folder>/libweather.dylib: /usr/lib/libSystem.B.dylib; ',
    ])
  })

  it('is found beside the file that needs it', async () => {
    const plugin = await put('libweather.dylib', { needed: ['@loader_path/libsky.dylib'] })
    await put('libsky.dylib')
    expect(list(plugin)).toEqual([
      '@loader_path/libsky.dylib of <folder>/libweather.dylib: <folder>/libsky.dylib; <folder>/libsky.dylib (the path in libweather.dylib)',
    ])
  })

  it('is found by the LC_RPATH of those that led to it', async () => {
    const rpaths = ['@loader_path/none', '@loader_path/inner']
    const plugin = await put('libweather.dylib', { needed: ['@rpath/libsky.dylib'], rpaths })
    await put('inner/libsky.dylib', { needed: ['@rpath/libsun.dylib'] })
    await put('inner/libsun.dylib')
    expect(list(plugin)).toEqual([
      '@rpath/libsky.dylib of <folder>/libweather.dylib: <folder>/inner/libsky.dylib; <folder>/none, <folder>/inner (LC_RPATH of libweather.dylib)',
      '@rpath/libsun.dylib of <folder>/inner/libsky.dylib: <folder>/inner/libsun.dylib; <folder>/none, <folder>/inner (LC_RPATH of libweather.dylib)',
    ])
  })

  it('that is nowhere was looked for everywhere', async () => {
    const needed = ['@executable_path/libsky.dylib']
    const plugin = await put('libweather.dylib', { needed })
    const dyld = { libraryPath: ['/first'], fallbackPath: ['/last'] }
    expect(list(plugin, dyld)).toEqual([
      '@executable_path/libsky.dylib of <folder>/libweather.dylib: not found; /first (DYLD_LIBRARY_PATH); /node/bin/libsky.dylib (the path in libweather.dylib); /last (DYLD_FALLBACK_LIBRARY_PATH)',
    ])
  })

  it('for another processor is passed over', async () => {
    const plugin = await put('libweather.dylib', { needed: ['@loader_path/libsky.dylib'] })
    await put('libsky.dylib', { cpu: Cpu.x64 })
    expect(list(plugin)).toEqual([
      '@loader_path/libsky.dylib of <folder>/libweather.dylib: not found; <folder>/libsky.dylib, not for arm64 (the path in libweather.dylib)',
    ])
  })

  it('of the system that is reached by LC_RPATH stands in no file', async () => {
    const rpaths = ['/usr/lib/swift', '@loader_path']
    const plugin = await put('libweather.dylib', { needed: ['@rpath/libswift_Concurrency.dylib'], rpaths })
    expect(list(plugin)).toEqual([
      '@rpath/libswift_Concurrency.dylib of <folder>/libweather.dylib: /usr/lib/swift/libswift_Concurrency.dylib; /usr/lib/swift (LC_RPATH of libweather.dylib)',
    ])
  })

  it('of the author is not taken for one of Swift', async () => {
    const rpaths = ['/usr/lib/swift', '@loader_path']
    const plugin = await put('libweather.dylib', { needed: ['@rpath/libsky.dylib', '@rpath/libsun.dylib'], rpaths })
    await put('libsky.dylib')
    expect(list(plugin, { fallbackPath: ['/usr/lib'] })).toEqual([
      '@rpath/libsky.dylib of <folder>/libweather.dylib: <folder>/libsky.dylib; /usr/lib/swift, <folder> (LC_RPATH of libweather.dylib)',
      '@rpath/libsun.dylib of <folder>/libweather.dylib: not found; /usr/lib/swift, <folder> (LC_RPATH of libweather.dylib); /usr/lib (DYLD_FALLBACK_LIBRARY_PATH)',
    ])
  })

  it('of a universal file is that of the processor', async () => {
    const other = makeMachO({ cpu: Cpu.x64, needed: ['@loader_path/libother.dylib'] })
    const plugin = await put('libweather.dylib', makeUniversal([other, makeMachO({ needed: [] })]))
    expect(list(plugin)).toEqual([])
    expect(list(plugin, { architecture: 'x64' })).toHaveLength(1)
  })
})
