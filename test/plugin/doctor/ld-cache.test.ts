import { expect, it } from 'vitest'
import { readLinkerCache } from '../../../src/plugin/doctor/ld-cache.js'

/** The bytes that `ldconfig` writes. */
function makeCache(entries: readonly (readonly [name: string, path: string])[]): Buffer {
  const header = Buffer.alloc(48)
  header.write('glibc-ld.so.cache1.1')
  header.writeUInt32LE(entries.length, 20)
  const table = Buffer.alloc(entries.length * 24)
  let texts = ''
  const put = (text: string) => {
    const at = header.length + table.length + texts.length
    texts += `${text}\0`
    return at
  }
  for (const [index, [name, path]] of entries.entries()) {
    table.writeUInt32LE(put(name), index * 24 + 4)
    table.writeUInt32LE(put(path), index * 24 + 8)
  }
  return Buffer.concat([header, table, Buffer.from(texts)])
}

it('says where each library is, the preferred one first', () => {
  const cache = makeCache([
    ['libcurl.so.4', '/lib/x86_64-linux-gnu/libcurl.so.4'],
    ['libz.so.1', '/lib/libz.so.1'],
    ['libz.so.1', '/lib32/libz.so.1'],
  ])
  expect([...readLinkerCache(cache)]).toEqual([
    ['libcurl.so.4', ['/lib/x86_64-linux-gnu/libcurl.so.4']],
    ['libz.so.1', ['/lib/libz.so.1', '/lib32/libz.so.1']],
  ])
})

it('is found behind the cache of the older format', () => {
  const both = Buffer.concat([Buffer.from('ld.so-1.7.0\0'.padEnd(64, '\0')), makeCache([['liba.so', '/a/liba.so']])])
  expect(readLinkerCache(both).get('liba.so')).toEqual(['/a/liba.so'])
})

it.each([Buffer.alloc(0), Buffer.from('anything'), Buffer.from('glibc-ld.so.cache1.1')])('is empty for %j', (file) => {
  expect(readLinkerCache(file).size).toBe(0)
})

it.skipIf(process.platform !== 'linux' || process.report === undefined)(
  'of this machine knows the C library',
  async () => {
    const { readFile } = await import('node:fs/promises')
    const file = await readFile('/etc/ld.so.cache').catch(() => undefined)
    if (file !== undefined) expect(readLinkerCache(file).get('libc.so.6')?.[0]).toMatch(/^\/.*libc\.so\.6$/)
  },
)
