import { describe, expect, it } from 'vitest'
import { matchRoute } from '../../../src/plugin/web/match-route.js'

/** The path of the route that answers a GET, when there are these; `undefined` for none. */
function pathOf(paths: readonly string[], asked: string): string | undefined {
  const routes = paths.map((path) => ({ id: path, path, methods: ['GET'], auth: 'none' as const }))
  return matchRoute(routes, 'GET', asked)?.route.path
}

function paramsOf(pattern: string, asked: string): Readonly<Record<string, string>> | undefined {
  return matchRoute([{ id: 'a', path: pattern, methods: ['GET'], auth: 'none' }], 'GET', asked)?.params
}

describe('the route of a request', () => {
  it.each([
    ['the exact path before all others', ['/*', '/:a', '/b'], '/b', '/b'],
    ['parameters before a wildcard', ['/a/*', '/a/:id'], '/a/1', '/a/:id'],
    ['the first of two with parameters', ['/a/:x', '/a/:y'], '/a/1', '/a/:x'],
    ['the first of two wildcards', ['/*', '/a/*'], '/a/1', '/*'],
    ['a path without its leading slash', ['a/b'], '/a/b', 'a/b'],
    ['the same for a request', ['/a/b'], 'a/b', '/a/b'],
  ])('is %s', (_, paths, asked, expected) => {
    expect(pathOf(paths, asked)).toBe(expected)
  })

  it.each([
    ['the case of a path', ['/a'], '/A'],
    ['a slash at its end', ['/a'], '/a/'],
    ['a slash that only the route has', ['/a/'], '/a'],
    ['an escape, which is not decoded to compare', ['/ü'], '/%C3%BC'],
  ])('depends on %s', (_, paths, asked) => {
    expect(pathOf(paths, asked)).toBeUndefined()
  })

  it.each([
    ['GET', 'get'],
    ['get', 'GET'],
    ['PaTcH', 'pAtCh'],
  ])('of %s may be asked for with %s', (declared, asked) => {
    const route = { id: 'a', path: '/a', methods: [declared], auth: 'none' as const }
    expect(matchRoute([route], asked, '/a')?.route).toBe(route)
  })

  it('is looked for among those of the method only', () => {
    const routes = [
      { id: 'exact', path: '/a', methods: ['POST'], auth: 'none' as const },
      { id: 'wild', path: '/*', methods: ['GET'], auth: 'none' as const },
    ]
    expect(matchRoute(routes, 'GET', '/a')?.route.id).toBe('wild')
  })
})

describe('parameters', () => {
  it.each([
    ['/a/:id', '/a/7', { id: '7' }],
    ['/:x/b/:y', '/1/b/2', { x: '1', y: '2' }],
    ['/a/:id', '/a/%C3%BC%20b', { id: 'ü b' }],
    ['/a/:id', '/a/x%2Fy', { id: 'x/y' }],
    ['/a/:id', '/a/1+2', { id: '1+2' }],
    ['/a/:id', '/a/%zz', { id: '%zz' }],
    ['/a/:x/:x', '/a/1/2', { x: '2' }],
    ['/a', '/a', {}],
    ['/a/*', '/a/1', {}],
  ])('of %s for %s are %o', (pattern, asked, params) => {
    expect(paramsOf(pattern, asked)).toEqual(params)
  })

  it.each([
    ['an empty segment', '/a/:id', '/a/'],
    ['fewer segments', '/a/:id', '/a'],
    ['more segments', '/a/:id', '/a/1/2'],
    ['an empty name', '/a/:', '/a/1'],
    ['another fixed part', '/a/:id/c', '/a/1/d'],
  ])('do not match %s', (_, pattern, asked) => {
    expect(paramsOf(pattern, asked)).toBeUndefined()
  })
})

describe('a wildcard', () => {
  it.each([
    ['/a/*', '/a', true],
    ['/a/*', '/a/', true],
    ['/a/*', '/a/b/c', true],
    ['/a/*', '/ab', false],
    ['/*', '/', true],
    ['/*', '/any/thing', true],
    ['*', '/any', true],
    ['/:x/*', '/:x/b', true],
    ['/:x/*', '/a/b', false],
    ['/a*', '/ab', false],
    ['/*/b', '/a/b', false],
  ])('%s matches %s: %s', (pattern, asked, expected) => {
    expect(pathOf([pattern], asked) !== undefined).toBe(expected)
  })
})
