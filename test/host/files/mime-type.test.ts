import { expect, it } from 'vitest'
import { mimeType } from '../../../src/host/files/mime-type.js'

it.each([
  ['png', 'image/png'],
  ['jpg', 'image/jpeg'],
  ['jpeg', 'image/jpeg'],
  ['gif', 'image/gif'],
  ['webp', 'image/webp'],
  ['svg', 'image/svg+xml'],
  ['html', 'text/html'],
  ['htm', 'text/html'],
  ['css', 'text/css'],
  ['js', 'application/javascript'],
  ['json', 'application/json'],
  ['md', 'text/markdown'],
  ['markdown', 'text/markdown'],
  ['txt', 'text/plain'],
  ['csv', 'text/csv'],
  ['pdf', 'application/pdf'],
  ['zip', 'application/zip'],
  ['tar', 'application/x-tar'],
  ['gz', 'application/gzip'],
  ['mp3', 'audio/mpeg'],
  ['wav', 'audio/wav'],
  ['m4a', 'audio/mp4'],
  ['ogg', 'audio/ogg'],
  ['mp4', 'video/mp4'],
  ['webm', 'video/webm'],
  ['py', 'text/x-python'],
  ['swift', 'text/x-swift'],
  ['rs', 'text/x-rust'],
  ['go', 'text/x-go'],
  ['java', 'text/x-java'],
  ['c', 'text/x-c'],
  ['h', 'text/x-c'],
  ['cpp', 'text/x-c++'],
  ['hpp', 'text/x-c++'],
  ['cc', 'text/x-c++'],
  ['ts', 'text/typescript'],
  ['xml', 'application/xml'],
  ['yaml', 'application/x-yaml'],
  ['yml', 'application/x-yaml'],
])('a file that ends in .%s is %s', (ending, type) => {
  expect(mimeType(`charts/a.${ending}`)).toBe(type)
})

it.each([
  ['charts/A.PNG', 'image/png'],
  ['a.tar.gz', 'application/gzip'],
  ['a.mjs', 'application/octet-stream'],
  ['a.', 'application/octet-stream'],
  ['.png', 'application/octet-stream'],
  ['png', 'application/octet-stream'],
  ['a.png/b', 'application/octet-stream'],
  ['a.constructor', 'application/octet-stream'],
])('%s is %s', (name, type) => {
  expect(mimeType(name)).toBe(type)
})
