import { expect, it } from 'vitest'
import { installedId } from '../../src/plugin/installed-id.js'

it.each([
  ['/home/ada/.osaurus/Tools/com.example.hello/1.2.0/libhello.dylib', 'com.example.hello'],
  ['/tools/com.example.hello/1.2.0-beta.1/libhello.dylib', 'com.example.hello'],
  ['/project/build/libhello.so', undefined],
  ['/project/build/v1.2.0/libhello.so', undefined],
  ['/tools/com.example.hello/1.2/libhello.dylib', undefined],
  ['/tools/com.example.hello/1.2.0/lib/libhello.dylib', undefined],
  ['/1.2.0/libhello.so', undefined],
])('%s was installed as %s', (path, id) => {
  expect(installedId(path)).toBe(id)
})
