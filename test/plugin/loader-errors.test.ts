import { chmod, copyFile, mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { LoadOptions } from '../../src/index.js'
import { MockHost } from '../../src/index.js'
import { installHost } from '../host/install-host.js'
import { compilePlugin } from './compile-plugin.js'
import { compileText } from './compile-text.js'
import { libraryOf } from './load-fixture.js'

let folder: string

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'loader-errors-'))
})
afterAll(() => rm(folder, { recursive: true, force: true }))

/** The error of a load, without what differs from machine to machine. */
async function loadError(path: string, options?: LoadOptions, host = installHost()): Promise<string> {
  const error = await host.load(path, options).then(
    () => new Error('it was loaded'),
    (reason: Error) => reason,
  )
  return error.message.replaceAll(folder, '<folder>').replaceAll(/\.(so|dylib)\b/g, '.<ending>')
}

/** Chatter, where the app would install a plugin. */
async function installAs(id: string, version: string): Promise<string> {
  const place = join(folder, id, version)
  await mkdir(place, { recursive: true })
  const library = await libraryOf('chatter')
  await copyFile(library, join(place, basename(library)))
  return join(place, basename(library))
}

async function fixtureError(name: string, options?: LoadOptions, host = installHost()): Promise<string> {
  return loadError(await libraryOf(name), options, host)
}

const required = ['free_string', 'init', 'destroy', 'get_manifest', 'invoke'] as const

/** A plugin whose table is whole but for one pointer, and which logs in each callback that must not be made. */
function pluginWithout(missing: string): string {
  const pointers = required.filter((name) => name !== missing).map((name) => `.${name} = ${name}`)
  return `static const osr_host_api *table;
static void free_string(const char *text) { kit_free_string(text); }
static osr_plugin_ctx init(void) { kit_log(table, "init"); return kit_init(); }
static void destroy(osr_plugin_ctx ctx) { kit_log(table, "destroy"); kit_destroy(ctx); }
static const char *get_manifest(osr_plugin_ctx ctx) { (void)ctx; return kit_manifest("com.example.incomplete"); }
static const char *invoke(osr_plugin_ctx ctx, const char *type, const char *id, const char *payload) {
  return kit_invoke_echo(ctx, type, id, payload);
}
static const osr_plugin_api plugin_api = {${pointers.join(', ')}, .version = 6};
const osr_plugin_api *osaurus_plugin_entry_v2(const osr_host_api *host) {
  table = host;
  kit_log(table, "entry");
  return &plugin_api;
}
`
}

describe.skipIf(process.platform !== 'linux')('a path with', () => {
  it('no library names the near ones that are there', async () => {
    const place = join(folder, 'near')
    await mkdir(place)
    for (const name of ['libhello.so', 'libhelp.so', 'README.md']) await writeFile(join(place, name), '')
    expect(await loadError(join(place, 'libhallo'))).toMatchInlineSnapshot(`
      "FILE_NOT_FOUND: There is no library at <folder>/near/libhallo.
        looked for  <folder>/near/libhallo, <folder>/near/libhallo.<ending>
        there is    libhello.<ending>, libhelp.<ending>
        to fix      build the plugin before the tests, or correct the path (the ending may be left out)
        more        docs/errors/FILE_NOT_FOUND.md"
    `)
  })

  it('no library and no neighbours says so', async () => {
    const place = join(folder, 'empty')
    await mkdir(place)
    expect(await loadError(join(place, 'libhello.so'))).toMatchInlineSnapshot(`
      "FILE_NOT_FOUND: There is no library at <folder>/empty/libhello.<ending>.
        looked for  <folder>/empty/libhello.<ending>, <folder>/empty/libhello.<ending>.<ending>
        there is    no library
        to fix      build the plugin before the tests, or correct the path (the ending may be left out)
        more        docs/errors/FILE_NOT_FOUND.md"
    `)
  })

  it('a folder that does not exist says so', async () => {
    expect(await loadError(join(folder, 'nowhere', 'libhello'))).toMatchInlineSnapshot(`
      "FILE_NOT_FOUND: There is no library at <folder>/nowhere/libhello.
        looked for  <folder>/nowhere/libhello, <folder>/nowhere/libhello.<ending>
        there is    that folder does not exist
        to fix      build the plugin before the tests, or correct the path (the ending may be left out)
        more        docs/errors/FILE_NOT_FOUND.md"
    `)
  })

  it('a folder lists the libraries in it', async () => {
    const place = join(folder, 'libfolder.so')
    await mkdir(place)
    for (const name of ['libhello.so', 'README.md']) await writeFile(join(place, name), '')
    expect(await loadError(place)).toMatchInlineSnapshot(`
      "NOT_A_LIBRARY: libfolder.<ending> is a folder, not a library.
        folder      <folder>/libfolder.<ending>
        there is    libhello.<ending>
        to fix      give the path of the .<ending> file in it
        more        docs/errors/NOT_A_LIBRARY.md"
    `)
  })

  it('a folder and a library of the same name is the library', async () => {
    await mkdir(join(folder, 'both'))
    await writeFile(join(folder, 'both.so'), 'a text')
    expect(await loadError(join(folder, 'both'))).toContain('NOT_A_LIBRARY: both.<ending> is no dynamic library')
  })

  it('a link that leads to itself cannot be read', async () => {
    await symlink('libcircle.so', join(folder, 'libcircle.so'))
    expect(await loadError(join(folder, 'libcircle.so'))).toMatchInlineSnapshot(`
      "FILE_NOT_READABLE: libcircle.<ending> cannot be read: ELOOP.
        file        <folder>/libcircle.<ending>
        system      ELOOP: too many symbolic links encountered, stat '<folder>/libcircle.<ending>'
        to fix      let the user who runs the tests read the file and its folders (chmod), and mend links that lead in a circle
        more        docs/errors/FILE_NOT_READABLE.md"
    `)
  })

  it('a file that the user must not read says so', async () => {
    const place = join(folder, 'libsecret.so')
    await writeFile(place, 'secret')
    await chmod(place, 0)
    await chmod(folder, 0o755)
    expect(await asNobody(() => loadError(place))).toContain(
      'FILE_NOT_READABLE: libsecret.<ending> cannot be read: EACCES.',
    )
  })

  it('a script shows how it starts', async () => {
    await writeFile(join(folder, 'libtext.so'), '#!/bin/sh\necho this is a script\n')
    expect(await loadError(join(folder, 'libtext.so'))).toMatchInlineSnapshot(`
      "NOT_A_LIBRARY: libtext.<ending> is no dynamic library of this platform: it is a script that begins with "#!/bin/sh".
        file        <folder>/libtext.<ending>
        to fix      give the path of the .<ending> file that the build links (cc -shared, cargo with crate-type = ["cdylib"], swift with a dynamic product)
        more        docs/errors/NOT_A_LIBRARY.md"
    `)
  })

  it('an empty file says so', async () => {
    await writeFile(join(folder, 'libempty.so'), '')
    expect(await loadError(join(folder, 'libempty.so'))).toMatchInlineSnapshot(`
      "NOT_A_LIBRARY: libempty.<ending> is no dynamic library of this platform: it is empty.
        file        <folder>/libempty.<ending>
        to fix      build it again, and wait for the build to end
        more        docs/errors/NOT_A_LIBRARY.md"
    `)
  })

  it('other bytes shows them', async () => {
    await writeFile(join(folder, 'libbytes.so'), Buffer.alloc(64, 0xfe))
    expect(await loadError(join(folder, 'libbytes.so'))).toContain('it begins with the bytes fefefefe.')
  })

  it.each([
    [1, 'it is an object file that was not linked'],
    [2, 'it is a program'],
  ])('an ELF file of type %i says what it is', async (type, what) => {
    const path = join(folder, `libtype${type}.so`)
    const bytes = await readFile(await libraryOf('no_entry'))
    bytes.writeUInt16LE(type, 16)
    await writeFile(path, bytes)
    expect(await loadError(path)).toContain(
      `NOT_A_LIBRARY: libtype${type}.<ending> is no dynamic library of this platform: ${what}.`,
    )
  })

  it('a macOS library says so', async () => {
    const path = join(folder, 'libmac.so')
    const bytes = Buffer.alloc(64)
    bytes.writeUInt32BE(0xcffaedfe, 0)
    await writeFile(path, bytes)
    expect(await loadError(path)).toContain('it is a macOS (Mach-O) file')
  })

  it('a library for another processor names both', async () => {
    const path = join(folder, 'libforeign.so')
    const bytes = await readFile(await libraryOf('no_entry'))
    const [machine, name] = process.arch === 'arm64' ? [62, 'x64'] : [183, 'arm64']
    bytes.writeUInt16LE(machine, 18)
    await writeFile(path, bytes)
    const message = (await loadError(path)).replaceAll(name, '<other>').replaceAll(process.arch, '<this>')
    expect(message).toMatchInlineSnapshot(`
      "WRONG_ARCHITECTURE: libforeign.<ending> was built for <other>, and this process runs on <this>.
        file        <folder>/libforeign.<ending>
        to fix      build the plugin for <this>, or run Node for <other>
        more        docs/errors/WRONG_ARCHITECTURE.md"
    `)
  })

  it('a library that is cut off says how much is there', async () => {
    const path = join(folder, 'libcut.so')
    const bytes = await readFile(await libraryOf('no_entry'))
    await writeFile(path, bytes.subarray(0, 5000))
    const message = (await loadError(path)).replace(/of [\d,]+ bytes/, 'of <size> bytes')
    expect(message).toMatchInlineSnapshot(`
      "LIBRARY_INCOMPLETE: libcut.<ending> is cut off: it has 5,000 of <size> bytes.
        file        <folder>/libcut.<ending>
        to fix      build it again, and wait for the build to end before the tests start; a download or a copy may have failed
        more        docs/errors/LIBRARY_INCOMPLETE.md"
    `)
  })

  it.each([20, 200])('a library of which %i bytes are there is cut off', async (size) => {
    const path = join(folder, `libcut${size}.so`)
    const bytes = await readFile(await libraryOf('no_entry'))
    await writeFile(path, bytes.subarray(0, size))
    expect(await loadError(path)).toContain(
      `LIBRARY_INCOMPLETE: libcut${size}.<ending> is cut off: it has ${size} bytes.`,
    )
  })

  it.each([
    ['-c', 'NOT_A_LIBRARY: libbuilt-c.<ending> is no dynamic library of this platform: it is an object file'],
    ['-pie', 'NOT_A_LIBRARY: libbuilt-pie.<ending> is no dynamic library of this platform: it is a program.'],
    ['-no-pie', 'NOT_A_LIBRARY: libbuilt-no-pie.<ending> is no dynamic library of this platform: it is a program.'],
  ])('what cc %s builds says what it is', async (flag, message) => {
    const path = join(folder, `libbuilt${flag}.so`)
    await compileText(path, 'int main(void) { return 0; }', ['-fPIE', flag])
    expect(await loadError(path)).toContain(message)
  })
})

/** Without the rights of the superuser, who reads everything. */
async function asNobody<Result>(body: () => Promise<Result>): Promise<Result> {
  if (process.geteuid?.() !== 0) return body()
  process.seteuid?.(65_534)
  try {
    return await body()
  } finally {
    process.seteuid?.(0)
  }
}

describe('a library', () => {
  it.skipIf(process.platform !== 'linux')('without an entry point lists what it exports', async () => {
    expect(await fixtureError('no_entry')).toMatchInlineSnapshot(`
      "ENTRY_NOT_FOUND: libno_entry.<ending> exports no plugin entry point.
        looked for  osaurus_plugin_entry_v2, osaurus_plugin_entry
        exports     weather_start, weather_stop
        to fix      export one of the names above with C linkage and default visibility
        more        docs/errors/ENTRY_NOT_FOUND.md"
    `)
  })

  it('whose entry returns NULL', async () => {
    expect(await fixtureError('null_entry')).toMatchInlineSnapshot(`
      "ENTRY_RETURNED_NULL: The entry function of libnull_entry.<ending> returned NULL instead of its table.
        to fix      return the address of a static osr_plugin_api from the entry function
        more        docs/errors/ENTRY_RETURNED_NULL.md"
    `)
  })

  it('with NULL in its table names the missing pointers', async () => {
    expect(await fixtureError('missing_pointers')).toMatchInlineSnapshot(`
      "MISSING_POINTERS: The table of libmissing_pointers.<ending> has NULL where the app requires a function.
        missing     init, invoke
        required    free_string, init, destroy, get_manifest, invoke
        to fix      fill the missing pointers of osr_plugin_api; the app refuses such a plugin before init
        more        docs/errors/MISSING_POINTERS.md"
    `)
  })

  it.each(required)('with NULL for %s alone names it', async (missing) => {
    const host = installHost()
    expect(await loadError(await compilePlugin('incomplete', pluginWithout(missing)), {}, host)).toMatch(
      new RegExp(
        `^MISSING_POINTERS: [\\s\\S]*\\n {2}missing {5}${missing}\\n {2}required {4}${required.join(', ')}\\n`,
      ),
    )
    expect(host.logs.messages).toEqual(['entry'])
  })

  it('whose init returns NULL is not destroyed: there is nothing to destroy', async () => {
    const host = installHost()
    expect(await fixtureError('null_init', {}, host)).toMatchInlineSnapshot(`
      "INIT_FAILED: init of libnull_init.<ending> returned NULL, which tells the app that it failed.
        to fix      return a context from init; a plugin without state may return the address of any static object
        more        docs/errors/INIT_FAILED.md"
    `)
    expect(host.logs.messages).toEqual(['init'])
  })

  it('whose manifest is NULL is destroyed', async () => {
    const host = installHost()
    expect(await fixtureError('null_manifest', {}, host)).toMatchInlineSnapshot(`
      "NO_MANIFEST: get_manifest of libnull_manifest.<ending> returned NULL.
        to fix      return a JSON text that free_string of the plugin can free
        more        docs/errors/NO_MANIFEST.md"
    `)
    expect(host.logs.entries).toMatchObject([{ message: 'destroy', call: { frame: { kind: 'destroy' } } }])
  })

  it('whose manifest is no JSON is destroyed', async () => {
    const host = installHost()
    const message = await fixtureError('bad_manifest', {}, host)
    expect(message).toContain("INVALID_MANIFEST: The app refuses the plugin's manifest: the manifest is no JSON: ")
    expect(message).toContain('found       "plugin_id = com.example.bad_manifest"')
    expect(host.logs.messages).toEqual(['destroy'])
  })

  it('of another id than expected is destroyed', async () => {
    const host = installHost()
    const message = await fixtureError('chatter', { pluginId: 'com.example.other' }, host)
    expect(message).toMatchInlineSnapshot(`
      "PLUGIN_ID_MISMATCH: The app refuses the plugin's manifest: plugin_id is "com.example.chatter", and the plugin is installed as "com.example.other".
        found       "com.example.chatter"
        expected    "com.example.other", the name of the directory
        to fix      let the directory have the name of the plugin_id, or give the option pluginId
        more        docs/errors/PLUGIN_ID_MISMATCH.md"
    `)
    expect(host.logs.messages).toEqual(['entry', 'init', 'get_manifest', 'destroy'])
  })

  it('of the expected id is loaded', async () => {
    const plugin = await installHost().load(await libraryOf('chatter'), { pluginId: 'com.example.chatter' })
    await plugin.destroy()
  })

  it('that lies in the directory of another plugin is refused', async () => {
    const path = await installAs('com.example.other', '1.0.0')
    expect(await loadError(path)).toMatch(/^PLUGIN_ID_MISMATCH: /)
    const plugin = await installHost().load(path, { pluginId: 'com.example.chatter' })
    await plugin.destroy()
  })

  it('that lies in a directory of its own is loaded', async () => {
    const plugin = await installHost().load(await installAs('com.example.chatter', '1.0.0'))
    expect(plugin.manifest.plugin_id).toBe('com.example.chatter')
    await plugin.destroy()
  })

  it('is refused by an app that is too old for it', async () => {
    const message = await fixtureError('demanding', { osaurusVersion: '0.22.2' })
    expect(message).toMatch(/^OSAURUS_TOO_OLD: /)
    expect(await fixtureError('demanding', { macosVersion: '14.7' })).toMatch(/^MACOS_TOO_OLD: /)
    const plugin = await installHost().load(await libraryOf('demanding'), { osaurusVersion: '0.22.3' })
    expect(plugin.manifestWarnings).toContainEqual(expect.objectContaining({ rule: 'NO_PARAMETERS' }))
    await plugin.destroy()
  })

  it('may be loaded after a failure', async () => {
    const host = installHost()
    const path = await libraryOf('chatter')
    await loadError(path, { pluginId: 'com.example.other' }, host)
    const plugin = await host.load(path)
    expect(await plugin.invoke('empty')).toMatchObject({ ok: true })
    await plugin.destroy()
  })
})

describe('a host', () => {
  it('that is not installed loads nothing: NOT_INSTALLED', async () => {
    expect(await fixtureError('chatter', {}, new MockHost({ name: 'mine' }))).toContain(
      'NOT_INSTALLED: mine is not installed.',
    )
  })
})

describe.skipIf(process.platform !== 'linux')('a library that needs another one', () => {
  it.each(['file', 'test', 'shared'] as const)("finds it beside itself with image: '%s'", async (image) => {
    const plugin = await installHost().load(await libraryOf('deps'), { image })
    expect(await plugin.invoke('helped')).toMatchObject({ result: 'hello from the neighbour' })
    await plugin.destroy()
  })
})
