import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it, onTestFinished, vi } from 'vitest'
import { fileRead, openFiles } from './simulated-host.js'

describe('host.artifacts', () => {
  it('makes its directory at the first use, one for each host', () => {
    const folder = ownTemporaryFolder()
    const [one, other] = [openFiles(), openFiles()]
    fileRead(one, { path: '/etc/hosts' })
    expect(readdirSync(folder)).toEqual([])
    expect(one.artifacts.directory).toBe(one.artifacts.directory)
    expect(one.artifacts.directory).not.toBe(other.artifacts.directory)
    expect(readdirSync(folder)).toHaveLength(2)
  })

  it('writes text and bytes, folders included, and says where', () => {
    const { artifacts } = openFiles()
    expect(artifacts.write('charts/2026/a.txt', 'Grüße')).toBe(join(artifacts.directory, 'charts/2026/a.txt'))
    expect(readFileSync(artifacts.path('charts/2026/a.txt'), 'utf8')).toBe('Grüße')
    const bytes = new Uint8Array([0, 255, 10])
    expect([...readFileSync(artifacts.write('a.bin', bytes))]).toEqual([...bytes])
  })

  it('writes a part of a buffer as that part', () => {
    const { artifacts } = openFiles()
    const part = new Uint8Array([1, 2, 3, 4]).subarray(1, 3)
    expect([...readFileSync(artifacts.write('a.bin', part))]).toEqual([2, 3])
  })

  it('overwrites what is there', () => {
    const { artifacts } = openFiles()
    artifacts.write('a.txt', 'a long first text')
    expect(readFileSync(artifacts.write('a.txt', 'short'), 'utf8')).toBe('short')
  })

  it('tells the path of a file that is not there', () => {
    const { artifacts } = openFiles()
    const path = artifacts.path('charts/../a.txt')
    expect(path).toBe(join(artifacts.directory, 'a.txt'))
    expect(existsSync(path)).toBe(false)
  })

  it('is removed when the host is closed, twice or once', () => {
    const files = openFiles()
    const { directory } = files.artifacts
    files.artifacts.write('charts/a.txt', 'rain')
    files.close()
    files.close()
    expect(existsSync(directory)).toBe(false)
  })

  it('is not made anew after that', () => {
    const files = openFiles()
    files.close()
    expect(() => files.artifacts.write('a.txt', 'rain')).toThrow('HOST_CLOSED: the host was closed')
    expect(() => files.artifacts.directory).toThrow('HOST_CLOSED')
  })
})

describe('a name that is refused:', () => {
  it.each([
    '../a.txt',
    'charts/../../a.txt',
    '..',
    '.',
    '',
    'charts/..',
    '/a.txt',
    '/etc/hosts',
    'a\0.txt',
    5,
    undefined,
  ])('%j', (name) => {
    const { artifacts } = openFiles()
    // @ts-expect-error Two are no text.
    for (const act of [() => artifacts.write(name, 'rain'), () => artifacts.path(name)]) {
      expect(act).toThrow('INVALID_ARGUMENT')
    }
  })

  it('and one that only looks like it is taken', () => {
    const { artifacts } = openFiles()
    expect(artifacts.write('..a.txt', 'rain')).toBe(join(artifacts.directory, '..a.txt'))
    expect(artifacts.write('...', 'rain')).toBe(join(artifacts.directory, '...'))
  })

  it('the error says what a name looks like', () => {
    expect(messageOf(() => openFiles().artifacts.path('../a.txt'))).toMatchInlineSnapshot(`
      "MockHostError: INVALID_ARGUMENT: "../a.txt" is no name of a file below host.artifacts.directory.
        expected    a relative path that stays in the directory: 'a.png', 'charts/a.png'
        to fix      give a name without a leading slash and without .. that leads out
        more        docs/errors/INVALID_ARGUMENT.md"
    `)
  })
})

it.each([undefined, null, 5, { text: 'rain' }, ['rain']])('the content %j is refused', (content) => {
  // @ts-expect-error No text and no bytes.
  expect(() => openFiles().artifacts.write('a.txt', content)).toThrow('INVALID_ARGUMENT')
})

/** Until the test ends, a temporary folder that nobody else uses. */
function ownTemporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'temporary-'))
  vi.stubEnv('TMPDIR', folder)
  onTestFinished(() => {
    vi.unstubAllEnvs()
    rmSync(folder, { recursive: true, force: true })
  })
  return folder
}

function messageOf(act: () => unknown): string {
  try {
    act()
  } catch (error) {
    return String(error)
  }
  return 'no error'
}
