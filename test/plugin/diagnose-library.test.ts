import { copyFile, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import { diagnoseLibrary, type ErrorCode } from '../../src/index.js'
import { installHost } from '../host/install-host.js'
import { compileText } from './compile-text.js'
import { libraryOf } from './load-fixture.js'
import { withoutSections, withoutSymbolCount } from './without-sections.js'

async function codesOf(path: string): Promise<readonly ErrorCode[]> {
  return (await diagnoseLibrary(path)).problems.map(({ code }) => code)
}

describe('the report of a library', () => {
  it('without problems', async () => {
    const path = await libraryOf('chatter')
    expect(await diagnoseLibrary(path)).toMatchObject({
      path,
      architectures: [process.arch],
      exports: ['osaurus_plugin_entry_v2'],
      undefinedSymbols: [],
      problems: [],
    })
  })

  it('needs no ending', async () => {
    const path = await libraryOf('chatter')
    expect(await diagnoseLibrary(path.replace(/\.(so|dylib)$/, ''))).toMatchObject({ path, problems: [] })
  })

  it('knows what the library needs', async () => {
    const { dependencies } = await diagnoseLibrary(await libraryOf('deps'))
    const helper = dependencies.find(({ name }) => name.includes('deps_helper'))
    expect(helper).toMatchObject({ neededBy: await libraryOf('deps'), path: expect.stringContaining('deps_helper') })
  })

  it.skipIf(process.platform !== 'linux').each([
    ['missing_dependency', 'DEPENDENCY_NOT_FOUND'],
    ['undefined_symbol', 'UNDEFINED_SYMBOL'],
  ])('%s: %s', async (name, code) => {
    expect(await codesOf(await libraryOf(name))).toEqual([code])
  })

  it.each(['mangled_entry', 'hidden_entry', 'near_entry', 'no_entry'])('%s: ENTRY_NOT_FOUND', async (name) => {
    expect(await codesOf(await libraryOf(name))).toEqual(['ENTRY_NOT_FOUND'])
  })

  it.skipIf(process.platform !== 'linux')(
    'has the errors that load rejects with, but for what the linker says',
    async () => {
      const { problems, undefinedSymbols } = await diagnoseLibrary(await libraryOf('undefined_symbol'))
      expect(undefinedSymbols).toEqual(['weather_close', 'weather_fetch'])
      expect(String(problems[0])).toContain('UNDEFINED_SYMBOL: libundefined_symbol.so uses weather_close, and nothing')
    },
  )

  it('that is not there', async () => {
    expect(await diagnoseLibrary('/nowhere/libhello')).toMatchObject({
      path: '/nowhere/libhello',
      architectures: [],
      problems: [{ code: 'FILE_NOT_FOUND' }],
    })
  })
})

async function makeFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'diagnose-'))
  onTestFinished(() => rm(folder, { recursive: true }))
  return folder
}

describe.skipIf(process.platform !== 'linux')('a library that loads has no problems', () => {
  it('without a table of sections', async () => {
    const path = join(await makeFolder(), 'libchatter.so')
    await writeFile(path, withoutSections(await readFile(await libraryOf('chatter'))))
    expect(await diagnoseLibrary(path)).toMatchObject({ exports: ['osaurus_plugin_entry_v2'], problems: [] })
    expect(await loads(path)).toBe(true)
  })

  it('without anything that tells its symbols', async () => {
    const path = join(await makeFolder(), 'libchatter.so')
    await writeFile(path, withoutSymbolCount(withoutSections(await readFile(await libraryOf('chatter')))))
    expect(await diagnoseLibrary(path)).toMatchObject({ exports: [], undefinedSymbols: [], problems: [] })
  })

  it('that needs one without a table of sections', async () => {
    const folder = await makeFolder()
    await compileText(join(folder, 'libsky.so'), 'void sky(void) {}')
    const path = await linkWith(folder, 'void sky(void); void osaurus_plugin_entry(void) { sky(); }')
    await writeFile(join(folder, 'libsky.so'), withoutSections(await readFile(join(folder, 'libsky.so'))))
    expect(await codesOf(path)).toEqual([])
    await writeFile(join(folder, 'libsky.so'), withoutSymbolCount(await readFile(join(folder, 'libsky.so'))))
    expect(await codesOf(path)).toEqual([])
  })

  it('that uses what Node.js has brought in', async () => {
    const path = join(await makeFolder(), 'libweather.so')
    const source = `
#include <string>
std::string *sky;
extern "C" const void *osaurus_plugin_entry() { return sky ? sky->append("blue").data() : nullptr; }
`
    await compileText(path, source, ['-shared', '-x', 'c++'])
    expect(await diagnoseLibrary(path)).toMatchObject({ undefinedSymbols: [], problems: [] })
    await expect(installHost().load(path)).rejects.toThrow('ENTRY_RETURNED_NULL')
  })

  it('whose entry point stands in a library that it needs', async () => {
    const folder = await makeFolder()
    await copyFile(await libraryOf('chatter'), join(folder, 'libsky.so'))
    const path = await linkWith(folder, '')
    expect(await codesOf(path)).toEqual([])
    expect(await loads(path)).toBe(true)
  })
})

/** A library that needs `libsky.so` beside it. */
async function linkWith(folder: string, source: string): Promise<string> {
  const path = join(folder, 'libweather.so')
  await compileText(path, source, ['-shared', '-Wl,--no-as-needed', `-L${folder}`, '-lsky', '-Wl,-rpath,$ORIGIN'])
  return path
}

async function loads(path: string): Promise<boolean> {
  const plugin = await installHost().load(path)
  await plugin.destroy()
  return true
}

it.skipIf(process.platform !== 'linux')('a library for another processor says for which', async () => {
  const folder = await makeFolder()
  const path = join(folder, 'libforeign.so')
  const bytes = await readFile(await libraryOf('no_entry'))
  const [machine, name] = process.arch === 'arm64' ? [62, 'x64'] : [183, 'arm64']
  bytes.writeUInt16LE(machine, 18)
  await writeFile(path, bytes)
  const report = await diagnoseLibrary(path)
  expect(report).toMatchObject({ path, architectures: [name], problems: [{ code: 'WRONG_ARCHITECTURE' }] })
})
