import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { beforeEach, expect, it, onTestFinished } from 'vitest'
import { dependencyNotFound } from '../../../src/plugin/doctor/missing-dependency.js'

let folder: string
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'missing-'))
  onTestFinished(() => rm(folder, { recursive: true }))
})

/** The way out for a library that needs `libsky`. */
function fixOf(lookedIn: readonly string[], ending = 'so', name = `libsky.${ending}`): string | undefined {
  const neededBy = join(folder, `libweather.${ending}`)
  return dependencyNotFound(neededBy, { name, neededBy, path: undefined, lookedIn }).fix
}

it('a file beside that the linker did not look at is to be looked at', async () => {
  await writeFile(join(folder, 'libsky.so'), '')
  expect(fixOf(['/lib (RUNPATH of libweather.so)'])).toBe(
    "link libweather.so with -Wl,-rpath,'$ORIGIN': by itself the linker does not look beside a file",
  )
})

it.each([
  ['of Linux', 'so', 'libsky.so, built for mips (RUNPATH of libweather.so)'],
  ['of macOS', 'dylib', 'libsky.dylib, not for s390x (LC_RPATH of libweather.dylib)'],
])('a file beside for another processor, %s, is to be built for this one', async (_, ending, line) => {
  await writeFile(join(folder, `libsky.${ending}`), '')
  expect(fixOf(['/lib (elsewhere)', join(folder, line)], ending)).toBe(
    `build libsky.${ending} for ${process.arch}: the one beside libweather.${ending} does not fit this process`,
  )
})

it('a file beside that is no library is to be built', async () => {
  await writeFile(join(folder, 'libsky.so'), '')
  expect(fixOf([`/lib, ${folder}/ (RUNPATH of libweather.so)`])).toContain(`build libsky.so for ${process.arch}`)
})

it('a library that was looked for beside needs no flag', () => {
  expect(fixOf([`/lib, ${folder} (RUNPATH of libweather.so)`])).toBe(
    'install libsky.so, or put it beside libweather.so',
  )
  const line = `${join(folder, 'libsky.dylib')} (the path in libweather.dylib)`
  expect(fixOf([line], 'dylib', '@loader_path/libsky.dylib')).toBe(
    'install @loader_path/libsky.dylib, or put it beside libweather.dylib',
  )
})

it('a library that was looked for elsewhere needs the flag', () => {
  expect(fixOf(['/lib (RUNPATH of libweather.so)'])).toBe(
    "install libsky.so, or put it beside libweather.so and link that with -Wl,-rpath,'$ORIGIN'",
  )
})
