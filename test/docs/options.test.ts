import { readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { expect, it } from 'vitest'
import { checkEnvironmentOptions } from '../../src/session/options.js'
import { defaults, entries, makeOptionsPage, variables } from './options/options-page.js'

const root = path.join(import.meta.dirname, '../..')

// To bring it in step: npm run docs
it('docs/options.md is in step with the options', async () => {
  await expect(makeOptionsPage()).toMatchFileSnapshot(path.join(root, 'docs/options.md'))
})

it('shows the options that there are', () => {
  const names = Object.keys(defaults).filter((name) => name !== 'name')
  expect(() => checkEnvironmentOptions({ nothing: 1 })).toThrow(
    expect.objectContaining({ details: [['known', expect.toSatisfy((known) => hasAll(known, names))]] }),
  )
})

it('shows the variables that there are', () => {
  const files = ['src', 'environment'].flatMap((folder) =>
    readdirSync(path.join(root, folder), { recursive: true, encoding: 'utf8' }).map((file) => path.join(folder, file)),
  )
  const texts = files.filter((file) => file.endsWith('.ts')).map((file) => readFileSync(path.join(root, file), 'utf8'))
  const used = texts.flatMap((text) => text.match(/OSAURUS_MOCKHOST_[A-Z_]+/g) ?? [])
  expect([...new Set(used)].sort()).toEqual(Object.keys(variables).sort())
})

it('shows the entries that there are', () => {
  const { exports } = JSON.parse(readFileSync(path.join(root, 'package.json'), 'utf8'))
  expect(Object.keys(entries)).toEqual(Object.keys(exports).filter((name) => name !== './package.json'))
})

function hasAll(known: string, names: readonly string[]): boolean {
  return known.split(', ').sort().join() === [...names].sort().join()
}
