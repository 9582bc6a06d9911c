import { copyFile, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { beforeEach, describe, expect, it, onTestFinished } from 'vitest'
import type { LibraryDependency } from '../../../src/plugin/doctor/contract.js'
import { readElfHeader, readSegments, SegmentType } from '../../../src/plugin/doctor/elf.js'
import { listElfDependencies } from '../../../src/plugin/doctor/elf-dependencies.js'
import { bytesOf } from '../../../src/plugin/doctor/file-bytes.js'
import { type Linker, linkerOfProcess } from '../../../src/plugin/doctor/linker.js'
import { libraryOf } from '../load-fixture.js'

const bare: Linker = {
  kind: 'glibc',
  path: '/lib64/ld-linux-x86-64.so.2',
  architecture: process.arch,
  libraryPath: [],
  cache: new Map(),
  ownFolders: [],
}

let folder: string
let plugin: string
let helper: string

/** The plugin alone in a folder: what it needs is put elsewhere. */
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'dependencies-'))
  onTestFinished(() => rm(folder, { recursive: true }))
  plugin = join(folder, 'plugin', 'libdeps.so')
  await mkdir(dirname(plugin))
  await copyFile(await libraryOf('deps'), plugin)
  helper = join(dirname(await libraryOf('deps')), 'libdeps_helper.so')
})

/** Puts the library that the plugin needs into a folder of its own. */
async function putHelper(name: string, bytes?: Buffer): Promise<string> {
  const path = join(folder, name, 'libdeps_helper.so')
  await mkdir(dirname(path), { recursive: true })
  await writeFile(path, bytes ?? (await readFile(helper)))
  return path
}

/** What becomes of the one library of interest. */
function find(linker: Partial<Linker>, loaded: readonly LibraryDependency[] = []) {
  const dependencies = listElfDependencies(plugin, { ...bare, ...linker }, loaded)
  const found = dependencies.find(({ name }) => name === 'libdeps_helper.so')
  if (found === undefined) throw new Error('the plugin does not need it')
  const hide = (text: string) => text.replaceAll(folder, '<folder>')
  return { path: found.path && hide(found.path), lookedIn: found.lookedIn.map(hide) }
}

/** Gives the RUNPATH of the plugin its older name, which has another rank. */
async function makeRpath(): Promise<void> {
  const file = await readFile(plugin)
  const segments = readSegments(bytesOf(file), readElfHeader(bytesOf(file)))
  let at = segments.find(({ type }) => type === SegmentType.dynamic)?.offset ?? 0
  while (file.readUInt32LE(at) !== 29) at += 16
  file.writeUInt32LE(15, at)
  await writeFile(plugin, file)
}

describe.skipIf(process.platform !== 'linux')('a needed library', () => {
  it('is found in the folder that the file names', async () => {
    await putHelper('plugin')
    expect(find({})).toEqual({
      path: '<folder>/plugin/libdeps_helper.so',
      lookedIn: ['<folder>/plugin (RUNPATH of libdeps.so)'],
    })
  })

  it('that the process has loaded already is not looked for', async () => {
    await putHelper('plugin')
    const path = await putHelper('node')
    const loaded = [{ name: 'libdeps_helper.so', neededBy: process.execPath, path, lookedIn: [] }]
    expect(find({}, loaded)).toEqual({ path: '<folder>/node/libdeps_helper.so', lookedIn: [] })
  })

  it('that the process has loaded from an unknown place is looked for', async () => {
    await putHelper('plugin')
    const loaded = [{ name: 'libdeps_helper.so', neededBy: process.execPath, path: undefined, lookedIn: [] }]
    expect(find({}, loaded).path).toBe('<folder>/plugin/libdeps_helper.so')
  })

  it('that is nowhere was looked for everywhere', () => {
    const linker = { libraryPath: [join(folder, 'env')], ownFolders: [join(folder, 'lib'), join(folder, 'usr')] }
    expect(find(linker)).toEqual({
      path: undefined,
      lookedIn: [
        '<folder>/env (LD_LIBRARY_PATH)',
        '<folder>/plugin (RUNPATH of libdeps.so)',
        '/etc/ld.so.cache',
        "<folder>/lib, <folder>/usr (the linker's own folders)",
      ],
    })
  })

  it('of LD_LIBRARY_PATH comes before RUNPATH', async () => {
    await putHelper('plugin')
    await putHelper('env')
    expect(find({ libraryPath: [join(folder, 'env')] }).path).toBe('<folder>/env/libdeps_helper.so')
  })

  it('of RPATH comes before LD_LIBRARY_PATH', async () => {
    await makeRpath()
    await putHelper('plugin')
    await putHelper('env')
    expect(find({ libraryPath: [join(folder, 'env')] })).toEqual({
      path: '<folder>/plugin/libdeps_helper.so',
      lookedIn: ['<folder>/plugin (RPATH of libdeps.so)'],
    })
  })

  it('is found in the cache', async () => {
    const path = await putHelper('cached')
    expect(find({ cache: new Map([['libdeps_helper.so', [path]]]) })).toEqual({
      path: '<folder>/cached/libdeps_helper.so',
      lookedIn: ['<folder>/plugin (RUNPATH of libdeps.so)', '/etc/ld.so.cache'],
    })
  })

  it("is found in the linker's own folders", async () => {
    await putHelper('own')
    expect(find({ ownFolders: [join(folder, 'own')] }).path).toBe('<folder>/own/libdeps_helper.so')
  })

  it('for another processor is passed over', async () => {
    const bytes = await readFile(helper)
    const [machine, name] = process.arch === 'arm64' ? [62, 'x64'] : [183, 'arm64']
    bytes.writeUInt16LE(machine, 18)
    await putHelper('plugin', bytes)
    await putHelper('own')
    expect(find({ ownFolders: [join(folder, 'own')] })).toEqual({
      path: '<folder>/own/libdeps_helper.so',
      lookedIn: [
        `<folder>/plugin/libdeps_helper.so, built for ${name} (RUNPATH of libdeps.so)`,
        '/etc/ld.so.cache',
        "<folder>/own (the linker's own folders)",
      ],
    })
  })

  it('that is no library is passed over', async () => {
    await putHelper('plugin', Buffer.from('a text'))
    expect(find({}).path).toBeUndefined()
  })

  it('that is cut off is passed over', async () => {
    await putHelper('plugin', (await readFile(helper)).subarray(0, 40))
    expect(find({}).path).toBeUndefined()
  })
})

describe.skipIf(process.platform !== 'linux')('musl', () => {
  const musl: Partial<Linker> = { kind: 'musl', path: '/lib/ld-musl-x86_64.so.1' }

  it('looks in LD_LIBRARY_PATH first, also where there is an RPATH', async () => {
    await makeRpath()
    await putHelper('plugin')
    await putHelper('env')
    expect(find({ ...musl, libraryPath: [join(folder, 'env')] }).path).toBe('<folder>/env/libdeps_helper.so')
    expect(find(musl).path).toBe('<folder>/plugin/libdeps_helper.so')
  })

  it('is the C library itself', () => {
    const libc = listElfDependencies(plugin, { ...bare, ...musl }).find(({ name }) => name.startsWith('libc.'))
    expect(libc).toMatchObject({ path: '/lib/ld-musl-x86_64.so.1', lookedIn: [] })
  })
})

describe.skipIf(process.platform !== 'linux')('the linker of this process', () => {
  it('finds everything that a plugin needs, and what that needs', async () => {
    const dependencies = listElfDependencies(await libraryOf('cpp_threads'), linkerOfProcess())
    expect(dependencies.filter(({ path }) => path === undefined)).toEqual([])
    expect(dependencies.map(({ name }) => name)).toContain(process.arch === 'x64' ? 'libstdc++.so.6' : 'libc.so.6')
  })

  it('names the file that needs what is missing', async () => {
    const dependencies = listElfDependencies(await libraryOf('missing_dependency'), linkerOfProcess())
    const missing = dependencies.filter(({ path }) => path === undefined)
    const neededBy = join(dirname(await libraryOf('missing_dependency')), 'libmissing_dependency_middle.so')
    expect(missing).toMatchObject([{ name: 'libmissing_dependency_absent.so', neededBy }])
  })

  it('finds nothing for what is no library', () => {
    expect(listElfDependencies(import.meta.filename, linkerOfProcess())).toEqual([])
  })
})
