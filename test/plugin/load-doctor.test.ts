import { copyFile, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { LoadOptions } from '../../src/index.js'
import { installHost } from '../host/install-host.js'
import { compileText } from './compile-text.js'
import { libraryOf } from './load-fixture.js'
import { withoutSections } from './without-sections.js'
import { withoutSymbolTable } from './without-symbol-table.js'

let folder: string
let built: string

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'load-doctor-'))
  built = dirname(await libraryOf('no_entry'))
})
afterAll(() => rm(folder, { recursive: true }))

/** The error of a load, without what differs from machine to machine. */
async function loadError(path: string, options?: LoadOptions): Promise<string> {
  const error = await installHost()
    .load(path, options)
    .then(
      () => new Error('it was loaded'),
      (reason: Error) => reason,
    )
  return error.message
    .replaceAll(folder, '<folder>')
    .replaceAll(built, '<build>')
    .replace(/^.*(?=\(the linker's own folders\))/m, "              <the linker's own folders> ")
    .replace(/(?<=libc\.so\.6).*(?=, the program)/m, ', <the linker>')
}

async function put(name: string, bytes: Buffer): Promise<string> {
  const path = join(folder, name)
  await writeFile(path, bytes)
  return path
}

describe.skipIf(process.platform !== 'linux')('a library that needs another one', () => {
  it('which is nowhere: who needs it, and where the linker looked', async () => {
    expect(await loadError(await libraryOf('missing_dependency'))).toMatchInlineSnapshot(`
      "DEPENDENCY_NOT_FOUND: libmissing_dependency.so needs libmissing_dependency_absent.so, and the dynamic linker does not find it.
        needed by   <build>/libmissing_dependency_middle.so
        looked in   <build> (RUNPATH of libmissing_dependency_middle.so)
                    /etc/ld.so.cache
                    <the linker's own folders> (the linker's own folders)
        dlopen      libmissing_dependency_absent.so: cannot open shared object file: No such file or directory
        to fix      install libmissing_dependency_absent.so, or put it beside libmissing_dependency_middle.so
        more        docs/errors/DEPENDENCY_NOT_FOUND.md"
    `)
  })

  it('which lies beside it, where the linker does not look', async () => {
    const bytes = await readFile(await libraryOf('deps'))
    // Another folder of the same length.
    bytes.write('$ORIGI_', bytes.indexOf('$ORIGIN'))
    await copyFile(join(built, 'libdeps_helper.so'), join(folder, 'libdeps_helper.so'))
    expect(await loadError(await put('libdeps.so', bytes))).toMatchInlineSnapshot(`
      "DEPENDENCY_NOT_FOUND: libdeps.so needs libdeps_helper.so, and the dynamic linker does not find it.
        needed by   <folder>/libdeps.so
        looked in   $ORIGI_ (RUNPATH of libdeps.so)
                    /etc/ld.so.cache
                    <the linker's own folders> (the linker's own folders)
        there is    <folder>/libdeps_helper.so
        dlopen      libdeps_helper.so: cannot open shared object file: No such file or directory
        to fix      link libdeps.so with -Wl,-rpath,'$ORIGIN': by itself the linker does not look beside a file
        more        docs/errors/DEPENDENCY_NOT_FOUND.md"
    `)
  })
})

describe.skipIf(process.platform !== 'linux')('a library with undefined symbols', () => {
  it('names all of them', async () => {
    const message = await loadError(await libraryOf('undefined_symbol'))
    // Which of them the linker meets first is its own affair.
    expect(message).toContain('weather_fetch')
    expect(message).toContain('weather_close')
    expect(message.replaceAll(/weather_(fetch|close)/g, 'weather_<name>')).toMatchInlineSnapshot(`
      "UNDEFINED_SYMBOL: libundefined_symbol.so uses weather_<name>, and nothing that it is linked with defines it.
        file        <build>/libundefined_symbol.so
        also        weather_<name>
        searched    the file itself, libc.so.6, <the linker>, the program
        dlopen      <build>/libundefined_symbol.so: undefined symbol: weather_<name>
        to fix      link the library or the object file that defines it (-l<name> after the sources)
        more        docs/errors/UNDEFINED_SYMBOL.md"
    `)
  })

  it('of C++ says how a function of C is declared', async () => {
    const path = join(folder, 'libcpp.so')
    await compileText(path, 'void sky(void) __asm__("_Z13weather_fetchi"); void osaurus_plugin_entry(void) { sky(); }')
    const message = await loadError(path)
    expect(message).toContain('UNDEFINED_SYMBOL: libcpp.so uses _Z13weather_fetchi, and nothing')
    expect(message).toContain('if it is written in C, declare weather_fetch extern "C"')
  })

  it('of a sanitizer says how its runtime is loaded', async () => {
    const path = join(folder, 'libsanitized.so')
    await compileText(path, 'void __asan_init(void); void osaurus_plugin_entry(void) { __asan_init(); }')
    expect(await loadError(path)).toContain('preload the runtime of the sanitizer (LD_PRELOAD), or build without it')
  })

  it('in a library that it needs names that one', async () => {
    await compileText(join(folder, 'libinner.so'), 'void sun(void); void sky(void) { sun(); }')
    const path = join(folder, 'libouter.so')
    const flags = ['-shared', '-Wl,--no-as-needed', `-L${folder}`, '-linner', '-Wl,-rpath,$ORIGIN']
    await compileText(path, 'void sky(void); void osaurus_plugin_entry(void) { sky(); }', flags)
    expect(await loadError(path)).toMatchInlineSnapshot(`
      "UNDEFINED_SYMBOL: libinner.so uses sun, and nothing that it is linked with defines it.
        file        <folder>/libinner.so
        searched    the file itself, the program
        dlopen      <folder>/libinner.so: undefined symbol: sun
        to fix      link the library or the object file that defines it (-l<name> after the sources)
        more        docs/errors/UNDEFINED_SYMBOL.md"
    `)
  })
})

describe.skipIf(process.platform !== 'linux')("a private copy fails with the author's paths:", () => {
  it.each(['missing_dependency', 'undefined_symbol', 'near_entry'])('%s', async (name) => {
    const path = await libraryOf(name)
    expect(await loadError(path, { image: 'test' })).toBe(await loadError(path))
  })
})

describe.skipIf(process.platform !== 'linux')('a library that needs a newer version of another one', () => {
  it('names the version', async () => {
    const bytes = await readFile(await libraryOf('chatter'))
    const [version = ''] = /GLIBC_2\.\d+(\.\d+)?/.exec(bytes.toString('latin1')) ?? []
    const newer = 'GLIBC_9'.padEnd(version.length, '9')
    bytes.write(newer, bytes.indexOf(version))
    const message = await loadError(await put('libnewer.so', bytes))
    expect(
      message.replaceAll(newer, 'GLIBC_<newer>').replaceAll(/\S+(?=\/libc\.so\.6)/g, '<lib>'),
    ).toMatchInlineSnapshot(`
      "SYMBOL_VERSION_NOT_FOUND: libnewer.so needs GLIBC_<newer> of libc.so.6, and the one here does not have it.
        needed by   <folder>/libnewer.so
        found       <lib>/libc.so.6
        dlopen      <lib>/libc.so.6: version \`GLIBC_<newer>' not found (required by <folder>/libnewer.so)
        to fix      build the plugin on the oldest Linux that it is to run on, or run the tests on a newer one
        more        docs/errors/SYMBOL_VERSION_NOT_FOUND.md"
    `)
  })
})

describe.skipIf(process.platform !== 'linux')('a library without an entry point', () => {
  it('has it under a C++ name', async () => {
    expect(await loadError(await libraryOf('mangled_entry'))).toMatchInlineSnapshot(`
      "ENTRY_NOT_FOUND: libmangled_entry.so has its entry point under a C++ name, where the app does not find it.
        looked for  osaurus_plugin_entry_v2, osaurus_plugin_entry
        found       _Z23osaurus_plugin_entry_v2PK12osr_host_api (C++ for osaurus_plugin_entry_v2)
        exports     _Z23osaurus_plugin_entry_v2PK12osr_host_api
        to fix      declare it extern "C" __attribute__((visibility("default")))
        more        docs/errors/ENTRY_NOT_FOUND.md"
    `)
  })

  it('keeps it to itself', async () => {
    expect(await loadError(await libraryOf('hidden_entry'))).toMatchInlineSnapshot(`
      "ENTRY_NOT_FOUND: libhidden_entry.so has the entry point osaurus_plugin_entry_v2, but does not export it.
        looked for  osaurus_plugin_entry_v2, osaurus_plugin_entry
        found       osaurus_plugin_entry_v2, not exported
        exports     nothing
        to fix      declare it __attribute__((visibility("default"))), not static, and keep it in the version script if there is one
        more        docs/errors/ENTRY_NOT_FOUND.md"
    `)
  })

  it('has one of nearly the same name', async () => {
    expect(await loadError(await libraryOf('near_entry'))).toMatchInlineSnapshot(`
      "ENTRY_NOT_FOUND: libnear_entry.so exports no entry point, but one of nearly the same name.
        looked for  osaurus_plugin_entry_v2, osaurus_plugin_entry
        found       osaurus_plugin_entry_v3
        exports     osaurus_plugin_entry_v3
        to fix      name it osaurus_plugin_entry_v2; every later version of the ABI uses that name
        more        docs/errors/ENTRY_NOT_FOUND.md"
    `)
  })

  it('is stripped of the names that could tell', async () => {
    const path = await put('libstripped.so', withoutSymbolTable(await readFile(await libraryOf('hidden_entry'))))
    expect(await loadError(path)).toMatchInlineSnapshot(`
      "ENTRY_NOT_FOUND: libstripped.so exports no plugin entry point.
        looked for  osaurus_plugin_entry_v2, osaurus_plugin_entry
        exports     nothing
        to fix      export one of the names above with C linkage and default visibility
        more        docs/errors/ENTRY_NOT_FOUND.md"
    `)
  })

  it('is stripped of all tables of sections', async () => {
    const bytes = withoutSections(await readFile(await libraryOf('near_entry')))
    expect(await loadError(await put('libsectionless.so', bytes))).toContain('exports     osaurus_plugin_entry_v3')
  })
})
