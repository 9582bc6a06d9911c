import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterEach, expect, it } from 'vitest'
import { loadNodeEnvironment } from '../../environment/jest/base-environment.js'

const made: string[] = []
afterEach(() => {
  for (const folder of made.splice(0)) rmSync(folder, { recursive: true, force: true })
})

/** A store in which every package sees its own dependencies only, as pnpm lays it out. */
function createStore(links: Readonly<Record<string, string>>): string {
  const folder = realpathSync(mkdtempSync(path.join(tmpdir(), 'osaurus-mockhost-store-')))
  made.push(folder)
  const homeOf = (name: string) => path.join(folder, 'store', name, 'node_modules', name)
  for (const name of new Set(Object.values(links))) {
    mkdirSync(homeOf(name), { recursive: true })
    writeFileSync(path.join(homeOf(name), 'package.json'), JSON.stringify({ name, main: './index.js' }))
    writeFileSync(path.join(homeOf(name), 'index.js'), `exports.TestEnvironment = class Found {}`)
  }
  for (const [from, name] of Object.entries(links)) {
    const modules = from === 'project' ? path.join(folder, 'project/node_modules') : path.dirname(homeOf(from))
    mkdirSync(modules, { recursive: true })
    symlinkSync(homeOf(name), path.join(modules, name), 'dir')
  }
  return path.join(folder, 'project/package.json')
}

it('finds the node environment beside the project', () => {
  const place = createStore({ project: 'jest-environment-node' })
  expect(loadNodeEnvironment([place]).name).toBe('Found')
})

it('finds it through Jest where every package sees its own dependencies only', () => {
  const place = createStore({
    project: 'jest',
    jest: 'jest-cli',
    'jest-cli': 'jest-config',
    'jest-config': 'jest-environment-node',
  })
  expect(loadNodeEnvironment([place]).name).toBe('Found')
})

it('tries one place after the other', () => {
  const place = createStore({ project: 'jest-environment-node' })
  expect(loadNodeEnvironment([path.join(path.dirname(place), '../none.js'), place]).name).toBe('Found')
})

it('says what to install when there is none', () => {
  const place = createStore({ project: 'jest', jest: 'jest-cli' })
  expect(() => loadNodeEnvironment([place])).toThrow(/jest-environment-node was not found[\s\S]*npm install/)
})
