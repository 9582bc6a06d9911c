import { extname } from 'node:path'

const types: Readonly<Record<string, string>> = {
  html: 'text/html; charset=utf-8',
  htm: 'text/html; charset=utf-8',
  css: 'text/css; charset=utf-8',
  js: 'application/javascript; charset=utf-8',
  mjs: 'application/javascript; charset=utf-8',
  json: 'application/json; charset=utf-8',
  txt: 'text/plain; charset=utf-8',
  png: 'image/png',
  jpg: 'image/jpeg',
  jpeg: 'image/jpeg',
  gif: 'image/gif',
  svg: 'image/svg+xml',
  webp: 'image/webp',
  ico: 'image/x-icon',
  woff: 'font/woff',
  woff2: 'font/woff2',
  ttf: 'font/ttf',
  otf: 'font/otf',
  map: 'application/json',
  xml: 'application/xml',
  wasm: 'application/wasm',
}

/** Content type of a static file, by its ending in either case (fact sheet, section 11.5). */
export function contentTypeOf(file: string): string {
  const ending = extname(file).slice(1).toLowerCase()
  return Object.hasOwn(types, ending) ? (types[ending] ?? unknownType) : unknownType
}

const unknownType = 'application/octet-stream'
