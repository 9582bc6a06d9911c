import { readFileSync } from 'node:fs'
import { cp, mkdir, symlink } from 'node:fs/promises'
import path from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'
import { buildNativeAll, checkReproducible, targets } from '../../scripts/build-native-all.mjs'
import { runCommand } from '../../scripts/run-command.mjs'
import { provideZig } from '../../scripts/zig.mjs'
import { isElf, readElfHeader } from '../../src/plugin/doctor/elf.js'
import { readDynamicSection } from '../../src/plugin/doctor/elf-dynamic.js'
import { bytesOf } from '../../src/plugin/doctor/file-bytes.js'
import { readSymbols } from '../../src/plugin/doctor/library-symbols.js'
import { MachOType, readMachO, readSlices } from '../../src/plugin/doctor/macho.js'
import { declaredFunctions } from '../package/declared-functions.js'
import { createInstalledProject } from '../package/installed-project.js'
import { copyPackage, repository } from '../runners/packed-package.js'
import { createProject } from '../runners/project.js'
import { provideArm64 } from './arm64.js'
import { readMachOHeaders } from './macho-headers.js'

const into = 'build/prebuilds'
const platforms = Object.keys(targets)
const ofLinux = platforms.filter((platform) => platform.startsWith('linux'))
const ofMacOS = platforms.filter((platform) => platform.startsWith('darwin'))
const smoke = path.join(import.meta.dirname, '../package/smoke')

let outputs: readonly string[]
beforeAll(async () => {
  outputs = await buildNativeAll(into)
})

describe('the cores that a release ships', () => {
  it.each(platforms)('that of %s exports what mockhost.h declares, and nothing else', (platform) => {
    const architecture = platform.split('-')[1] ?? ''
    expect(readSymbols(bytesOf(read(platform)), architecture)?.exported.filter(isOurs)).toEqual(declaredFunctions())
  })

  it('are the same, byte for byte, when they are built once more with fresh caches', async () => {
    await checkReproducible(outputs, into)
  })

  it('are together no larger than this', () => {
    const sizes = platforms.map((platform) => read(platform).length)
    expect(sizes.reduce((sum, size) => sum + size, 0)).toBeLessThan(1200 * 1024)
  })
})

describe('on Linux', () => {
  it.each(ofLinux)('that of %s needs no newer glibc than 2.17, and stays loaded', (platform) => {
    const bytes = read(platform)
    expect(isElf(bytes)).toBe(true)
    const header = readElfHeader(bytesOf(bytes))
    expect(header.architecture).toBe(platform.split('-')[1])
    const { needed } = readDynamicSection(bytesOf(bytes), header)
    expect(needed.filter((name) => !/^(lib(c|dl|pthread)\.so\.\d|ld-linux-[\w-]+\.so\.2)$/.test(name))).toEqual([])
    const minors = [...bytes.toString('latin1').matchAll(/GLIBC_2\.(\d+)/g)].map(([, minor]) => Number(minor))
    expect(Math.max(...minors)).toBeLessThanOrEqual(17)
  })

  it('that of linux-x64 is loaded by the package, and a test of a plugin passes in Vitest', async () => {
    await using project = await createProject({
      runner: 'vitest4',
      files: {
        'vitest.config.mjs': `
          import { mockHost } from 'osaurus-mockhost/vitest/config'
          export default { plugins: [mockHost({ plugin: './plugin' })] }`,
        'smoke.test.mjs': `
          import { readFileSync } from 'node:fs'
          import { host, plugin } from 'osaurus-mockhost'
          import { expect, test } from 'vitest'
          test('logs', async () => {
            expect(await plugin.invoke('ping', {})).toSucceed()
            expect(host).toHaveLogged('pinged')
            expect(readFileSync('/proc/self/maps', 'utf8')).toContain('prebuilds/linux-x64/libosaurus_mockhost.so')
          })`,
      },
      copies: { 'plugin.c': path.join(smoke, 'plugin.c') },
    })
    await cp(path.join(repository, into), path.join(project.folder, 'node_modules/osaurus-mockhost/prebuilds'), {
      recursive: true,
    })
    await compilePlugin(project.folder, 'x86_64-linux-gnu.2.17')
    const result = await project.run()
    expect(result, result.output).toMatchObject({ exitCode: 0, passed: 1 })
  })

  it('that of linux-arm64 is loaded by a Node for arm64, and a plugin for arm64 is called', async (context) => {
    const arm64 = await provideArm64()
    if (typeof arm64 === 'string') {
      console.log(arm64)
      return context.skip(arm64)
    }
    const project = await createInstalledProject()
    try {
      const packages = path.join(project.folder, 'node_modules')
      await copyPackage(path.join(packages, 'osaurus-mockhost'))
      await cp(path.join(repository, into), path.join(packages, 'osaurus-mockhost/prebuilds'), { recursive: true })
      await mkdir(path.join(packages, '@koromix'))
      for (const name of ['koffi', '@koromix/koffi-linux-arm64']) {
        await symlink(path.join(arm64.packages, name), path.join(packages, name))
      }
      await compilePlugin(project.folder, 'aarch64-linux-gnu.2.17')
      const [emulator = '', ...first] = arm64.command
      const { exitCode, stdout, output } = await project.run(emulator, [...first, 'smoke.mjs'])
      expect(exitCode, output).toBe(0)
      expect(JSON.parse(stdout)).toEqual({ ok: true, logs: ['started', 'pinged'] })
    } finally {
      await project.dispose()
    }
  })
})

describe('on macOS', () => {
  it.each(ofMacOS)('that of %s is a library for macOS 11 that needs nothing but the system', (platform) => {
    const slices = readSlices(bytesOf(read(platform)))
    expect(slices.map(({ architecture }) => architecture)).toEqual([platform.split('-')[1]])
    const { type, needed, rpaths } = readMachO(bytesOf(read(platform)))
    expect({ type, needed, rpaths }).toEqual({
      type: MachOType.library,
      needed: ['/usr/lib/libSystem.B.dylib'],
      rpaths: [],
    })
    const { oldestSystem, installName, exports } = readMachOHeaders(read(platform))
    expect({ oldestSystem, installName }).toEqual({
      oldestSystem: '11.0',
      installName: '@rpath/libosaurus_mockhost.dylib',
    })
    expect(exports.filter(isOurs)).toEqual(declaredFunctions())
  })

  it('that of darwin-arm64 has an ad-hoc signature, which is right about every page', () => {
    const { signature } = readMachOHeaders(read('darwin-arm64'))
    expect(signature).toMatchObject({ isAdHoc: true, identifier: 'libosaurus_mockhost.dylib', wrongPages: [] })
    expect(signature?.pages).toBeGreaterThan(10)
    expect(signature?.covers).toBe(signature?.startsAt)
  })

  it('that of darwin-x64 has none, as Intel processors need none', () => {
    expect(readMachOHeaders(read('darwin-x64')).signature).toBeUndefined()
  })

  it('a changed byte would be seen', () => {
    const changed = Buffer.from(read('darwin-arm64'))
    changed.writeUInt8(changed.readUInt8(20_000) ^ 1, 20_000)
    expect(readMachOHeaders(changed).signature?.wrongPages).toHaveLength(1)
  })
})

/** The linker of zig exports two names of its own from libraries of macOS. */
function isOurs(name: string): boolean {
  return name !== '__dso_handle' && name !== '_mh_dylib_header'
}

function read(platform: string): Buffer {
  const output = outputs.find((file) => file.includes(`/${platform}/`))
  return readFileSync(path.join(repository, output ?? `${into}/${platform}`))
}

/** For another processor too: with the compiler of the cores. */
async function compilePlugin(folder: string, target: string): Promise<void> {
  const header = `-I${path.join(repository, 'native/include')}`
  const args = ['cc', '-target', target, '-shared', '-fPIC', header, 'plugin.c', '-o', 'plugin.so']
  const { code, output } = await runCommand(await provideZig(), args, { cwd: folder, quiet: true })
  expect(code, output).toBe(0)
}
