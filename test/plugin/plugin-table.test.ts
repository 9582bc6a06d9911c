import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { installHost } from '../host/install-host.js'
import { compileText } from './compile-text.js'
import { libraryOf } from './load-fixture.js'
import { withoutSymbolTable } from './without-symbol-table.js'

let folder: string

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'plugin-table-'))
})
afterAll(() => rm(folder, { recursive: true }))

async function errorOf(path: string): Promise<string> {
  const loading = installHost().load(path)
  return loading.then(
    () => 'it was loaded',
    (error: Error) => error.message,
  )
}

/** The library of a fixture that was stripped. */
async function stripped(name: string): Promise<string> {
  const path = join(folder, `libstripped_${name}.so`)
  await writeFile(path, withoutSymbolTable(await readFile(await libraryOf(name))))
  return path
}

describe.skipIf(process.platform !== 'linux')('a table', () => {
  it('that ends after five pointers', async () => {
    const message = await errorOf(await libraryOf('short_table'))
    expect(message.replace(/\d+(?=, read)/, '<garbage>')).toMatchInlineSnapshot(`
      "TABLE_TOO_SHORT: The table that osaurus_plugin_entry_v2 of libshort_table.so returned ends after five pointers, as in version 1.
        size        40 bytes of 72
        there       free_string, init, destroy, get_manifest, invoke
        missing     version, handle_route, on_config_changed, on_task_event
        version     <garbage>, read from what lies behind the table
        to fix      return the whole osr_plugin_api; a plugin of version 1 exports osaurus_plugin_entry instead
        more        docs/errors/TABLE_TOO_SHORT.md"
    `)
  })

  it('that may do so, in a library without names', async () => {
    expect(
      (await errorOf(await stripped('short_table'))).replace(/version \d+,/, 'version <garbage>,'),
    ).toMatchInlineSnapshot(`
      "IMPLAUSIBLE_VERSION: The table of libstripped_short_table.so says version <garbage>, which is no version of the ABI.
        read at     byte 40 of the table
        expected    6, or an older one from 2 on
        to fix      set version to that of the header it is built with; if the table has only five pointers, export osaurus_plugin_entry instead
        more        docs/errors/IMPLAUSIBLE_VERSION.md"
    `)
  })

  it('that is whole and has no version is loaded, as in the app', async () => {
    const host = installHost()
    const plugin = await host.load(await libraryOf('no_version'))
    await plugin.configChanged('region', 'eu')
    await plugin.destroy()
    expect(host.violations).toMatchObject([
      {
        rule: 'TABLE_WITHOUT_VERSION',
        message: 'The table of libno_version.so says version 0, which the app takes for 2.',
      },
    ])
  })

  it('without version is no violation of the Swift kit', async () => {
    const host = installHost({ profile: 'upstream' })
    await (await host.load(await libraryOf('no_version'))).destroy()
    expect(host.violations).toEqual([])
  })

  it.each([0, 1])('in memory of its own that says version %i and has no callbacks is loaded', async (version) => {
    const path = join(folder, `libheap${version}.so`)
    await compileText(path, heapTable(version))
    const host = installHost()
    await (await host.load(path)).destroy()
    const message = `The table of libheap${version}.so says version ${version}, which the app takes for 2.`
    expect(host.violations).toMatchObject([{ rule: 'TABLE_WITHOUT_VERSION', message }])
  })

  it('that ends after five pointers before something that reads as version 1', async () => {
    const path = join(folder, 'libone.so')
    await compileText(path, tableBeforeOne)
    expect(await errorOf(path)).toContain('TABLE_TOO_SHORT: ')
    const bare = join(folder, 'libbare_one.so')
    await writeFile(bare, withoutSymbolTable(await readFile(path)))
    expect(await errorOf(bare)).toContain('IMPLAUSIBLE_VERSION: The table of libbare_one.so says version 1,')
  })

  it('that is not known to be whole and has callbacks is not loaded without a version', async () => {
    const message = 'IMPLAUSIBLE_VERSION: The table of libstripped_no_version.so says version 0,'
    expect(await errorOf(await stripped('no_version'))).toContain(message)
  })

  it('in memory of its own is judged by its version alone', async () => {
    const path = join(folder, 'libheap.so')
    await compileText(path, heapTable(0x5a5a5a5a))
    expect(await errorOf(path)).toContain('says version 1515870810, which is no version of the ABI.')
    const other = join(folder, 'libheap6.so')
    await compileText(other, heapTable(6))
    await (await installHost().load(other)).destroy()
  })
})

function heapTable(version: number): string {
  return `#include "plugin_kit.h"
static const char *get_manifest(osr_plugin_ctx ctx) { (void)ctx; return kit_manifest("com.example.heap"); }
const osr_plugin_api *osaurus_plugin_entry_v2(const osr_host_api *host) {
  (void)host;
  osr_plugin_api *table = calloc(1, sizeof *table);
  *table = (osr_plugin_api){kit_free_string, kit_init, kit_destroy, get_manifest, kit_invoke_echo, 0, 0, 0, 0};
  table->version = ${version};
  return table;
}
`
}

/** As it often comes about: the section behind that of the table, `.dynamic`, begins with the number 1. */
const tableBeforeOne = `#include "plugin_kit.h"
#define SIDE_BY_SIDE __attribute__((used, aligned(8), section("side_by_side")))
static const char *get_manifest(osr_plugin_ctx ctx) { (void)ctx; return kit_manifest("com.example.one"); }
typedef struct { uint64_t one; void *others[3]; } neighbour;
static SIDE_BY_SIDE neighbour before = {1, {kit_init, kit_init, kit_init}};
static SIDE_BY_SIDE void *table[5] = {kit_free_string, kit_init, kit_destroy, get_manifest, kit_invoke_echo};
static SIDE_BY_SIDE neighbour behind = {1, {kit_init, kit_init, kit_init}};
const osr_plugin_api *osaurus_plugin_entry_v2(const osr_host_api *host) {
  (void)host;
  return (const osr_plugin_api *)(const void *)table;
}
`
