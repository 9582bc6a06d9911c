import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { beforeEach, describe, expect, it, onTestFinished } from 'vitest'
import { readElfHeader } from '../../../src/plugin/doctor/elf.js'
import { readElfSymbols } from '../../../src/plugin/doctor/elf-symbols.js'
import { bytesOf } from '../../../src/plugin/doctor/file-bytes.js'
import { compileText } from '../compile-text.js'
import { withoutSections, withoutSectionTable, withoutSymbolCount } from '../without-sections.js'

let folder: string
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'symbols-'))
  onTestFinished(() => rm(folder, { recursive: true }))
})

async function compile(source: string, ...flags: readonly string[]): Promise<Buffer> {
  const path = join(folder, 'libweather.so')
  await compileText(path, source, ['-shared', ...flags])
  return readFile(path)
}

function dynamicOf(file: Buffer) {
  return readElfSymbols(bytesOf(file), readElfHeader(bytesOf(file))).dynamic
}

const source = `
#include <stdlib.h>
void sun(void);
int temperature = 12;
void weather_start(void) { sun(); }
void weather_stop(void) { free(malloc(1)); }
`

describe.skipIf(process.platform !== 'linux')('the symbols of a file without a table of sections', () => {
  it.each(['sysv', 'gnu', 'both'])('are those that the dynamic linker sees (hash style %s)', async (style) => {
    const file = await compile(source, `-Wl,--hash-style=${style}`)
    const symbols = dynamicOf(file)
    expect(symbols?.map(({ name }) => name)).toEqual(
      expect.arrayContaining(['temperature', 'weather_start', 'weather_stop', 'sun', 'malloc']),
    )
    expect(dynamicOf(withoutSections(file))).toEqual(symbols)
    expect(dynamicOf(withoutSectionTable(file))).toEqual(symbols)
  })

  it('that exports nothing are no exports', async () => {
    const file = withoutSections(await compile('static int sky; void *hidden(void);', '-Wl,--hash-style=gnu'))
    expect(dynamicOf(file)?.filter(({ isDefined }) => isDefined)).toEqual([])
  })

  it('are not known where nothing counts them', async () => {
    expect(dynamicOf(withoutSections(withoutSymbolCount(await compile(source))))).toBeUndefined()
  })
})
