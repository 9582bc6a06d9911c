import { describe, expect, it } from 'vitest'
import { type ManifestOptions, validateManifest } from '../../../src/index.js'
import { type Manifest, validManifest, withValue } from './valid-manifest.js'

function problemsOf(manifest: unknown, options?: ManifestOptions) {
  return validateManifest(manifest, options).problems.map(({ rule, path }) => `${rule} ${path}`)
}

function withTools(...ids: readonly string[]) {
  const tools = ids.map((id) => ({ id, description: 'A tool.', parameters: { type: 'object' } }))
  return withValue('capabilities.tools', tools)
}

function withRoutes(...ids: readonly string[]) {
  const routes = ids.map((id, place) => ({ id, path: `/${place}`, methods: ['GET'], auth: 'none' }))
  return withValue('capabilities.routes', routes)
}

describe('plugin_id', () => {
  it('must be the name of the directory', () => {
    expect(problemsOf(validManifest(), { pluginId: 'com.example.weather' })).toEqual([])
    expect(problemsOf(validManifest(), { pluginId: 'com.example.Weather' })).toEqual(['PLUGIN_ID_MISMATCH plugin_id'])
    expect(problemsOf(validManifest(), { pluginId: '' })).toEqual(['PLUGIN_ID_MISMATCH plugin_id'])
  })

  it('may be composed where the name of the directory is not, as some file systems keep it', () => {
    expect(problemsOf(withValue('plugin_id', 'caf\u00e9'), { pluginId: 'cafe\u0301' })).toEqual([])
  })
})

describe.each([
  ['tool', 'TOOL', 'tools', withTools],
  ['route', 'ROUTE', 'routes', withRoutes],
] as const)('the ids of %ss', (_, noun, list, withIds) => {
  it('must not be empty', () => {
    const paths = [0, 2, 3].map((place) => `EMPTY_${noun}_ID capabilities.${list}[${place}].id`)
    expect(problemsOf(withIds('', 'a', ' \t\n', '\u0085\u2003'))).toEqual(paths)
  })

  it('must differ by more than white space', () => {
    const twins = withIds('a', 'b', ' a', 'A', 'a\n')
    expect(problemsOf(twins)).toEqual([2, 4].map((place) => `DUPLICATE_${noun}_ID capabilities.${list}[${place}].id`))
  })

  it('must differ by more than how their accents are written', () => {
    const twins = withIds('caf\u00e9', 'cafe\u0301', 'cafe')
    expect(problemsOf(twins)).toEqual([`DUPLICATE_${noun}_ID capabilities.${list}[1].id`])
  })

  it('may be the names of members that every object has', () => {
    expect(problemsOf(withIds('constructor', '__proto__', 'hasOwnProperty'))).toEqual([])
  })
})

describe('min_osaurus', () => {
  it.each([
    ['0.22.3', '0.22.3', true],
    ['0.22.3', '0.22.10', true],
    ['0.22.3', '1.0.0-alpha', true],
    ['0.22.3', '0.22.2', false],
    ['0.22.3', '0.22', false],
    ['0.22.0', '0.22', true],
    ['0.22.3', '0.22.3-rc.1', false],
    ['0.22.3-rc.1', '0.22.3', true],
    ['0.22.3-rc.2', '0.22.3-rc.10', true],
    ['0.22.3-rc.10', '0.22.3-rc.2', false],
    ['0.22.3-rc.1', '0.22.3-rc', false],
    ['0.22.3-rc', '0.22.3-rc.1', true],
    ['0.22.3-beta', '0.22.3-1', false],
    ['0.22.3-1', '0.22.3-beta', true],
    ['0.22.3+build', '0.22.3', true],
    ['0.22', '0.1.0', true],
    ['99', '0.1.0', true],
    ['v99.0.0', '0.1.0', true],
    ['99999999999999999999.0.0', '0.1.0', true],
    ['', '0.1.0', true],
  ])('of %o and an app of version %s: loaded is %s', (min_osaurus, osaurusVersion, isLoaded) => {
    const problems = isLoaded ? [] : ['OSAURUS_TOO_OLD min_osaurus']
    expect(problemsOf(withValue('min_osaurus', min_osaurus), { osaurusVersion })).toEqual(problems)
  })

  it('is not compared without the option', () => {
    expect(problemsOf(withValue('min_osaurus', '999.0.0'))).toEqual([])
  })
})

describe('min_macos', () => {
  it.each([
    ['15.0', '15', true],
    ['15', '15.0.0', true],
    ['15.5', '15.4.1', false],
    ['15.5', '26', true],
    ['15.5.2', '15.5.1', false],
    ['16', '15.9.9', false],
    ['15.x', '15.0', true],
    ['15.x.9', '15.0.8', false],
    ['Sequoia', '10.0', true],
    ['v16', '15', true],
    ['', '15', true],
    ['99999999999999999999', '15', true],
  ])('of %o and macOS %s: loaded is %s', (min_macos, macosVersion, isLoaded) => {
    const problems = isLoaded ? [] : ['MACOS_TOO_OLD min_macos']
    expect(problemsOf(withValue('min_macos', min_macos), { macosVersion })).toEqual(problems)
  })
})

describe('the path of a route', () => {
  it.each([
    ['/ui', '/ui', true],
    ['/ui', 'ui', true],
    ['ui', '/ui/', true],
    [' /ui/ ', '/ui/deep/path', true],
    ['/ui//', '/ui/*', true],
    ['/ui', '/ui/:page', true],
    ['/', '/anything', true],
    ['', '/anything', true],
    [' ', '/', true],
    ['/ui', '/ui-x', false],
    ['/ui', '/UI', false],
    ['/ui', '/', false],
    ['/ui', '/*', false],
    ['/ui', '/:page', false],
    ['/a/b', '/a', false],
  ])('with the web mount %o: %o is inside is %s', (mount, path, isInside) => {
    const manifest = withValue('capabilities.web.mount', mount) as Manifest
    manifest.capabilities.routes = [{ id: 'r', path, methods: ['GET'], auth: 'none' }] as never
    const problems = isInside ? ['ROUTE_IN_WEB_MOUNT capabilities.routes[0].path'] : []
    expect(problemsOf(manifest)).toEqual(problems)
  })

  it('may be any without a web mount', () => {
    expect(problemsOf(withValue('capabilities.web', undefined))).toEqual([])
  })
})

it('lists what is broken in the order of the app', () => {
  const manifest = validManifest()
  const [tool] = manifest.capabilities.tools
  const [route] = manifest.capabilities.routes
  Object.assign(manifest.capabilities, {
    tools: [tool, tool, { ...tool, id: '' }],
    routes: [
      { ...route, path: '/ui/a' },
      { ...route, path: '/b' },
      { ...route, id: ' ' },
    ],
  })
  const options = { pluginId: 'other', osaurusVersion: '0.1.0', macosVersion: '10' }
  expect(problemsOf(manifest, options)).toEqual([
    'PLUGIN_ID_MISMATCH plugin_id',
    'DUPLICATE_TOOL_ID capabilities.tools[1].id',
    'EMPTY_TOOL_ID capabilities.tools[2].id',
    'DUPLICATE_ROUTE_ID capabilities.routes[1].id',
    'EMPTY_ROUTE_ID capabilities.routes[2].id',
    'OSAURUS_TOO_OLD min_osaurus',
    'MACOS_TOO_OLD min_macos',
    'ROUTE_IN_WEB_MOUNT capabilities.routes[0].path',
  ])
})

it('says what each of them is about', () => {
  const manifest = withTools('a', ' a', '')
  const { problems } = validateManifest(manifest, { pluginId: 'b', osaurusVersion: '0.1.0', macosVersion: '10' })
  expect(problems.map(({ message, found, expected, fix }) => [message, found, expected, fix])).toMatchInlineSnapshot(`
    [
      [
        "plugin_id is "com.example.weather", and the plugin is installed as "b"",
        ""com.example.weather"",
        ""b", the name of the directory",
        "let the directory have the name of the plugin_id, or give the option pluginId",
      ],
      [
        "capabilities.tools[1].id is " a", as capabilities.tools[0].id is",
        "" a"",
        "an id that no other tool has",
        "rename one of the two tools; white space around ids does not count",
      ],
      [
        "capabilities.tools[2].id is empty",
        """",
        "an id",
        "name the tool",
      ],
      [
        "min_osaurus is "0.22.3", and the app is 0.1.0",
        ""0.22.3"",
        "at most 0.1.0",
        "lower min_osaurus, or test with the option osaurusVersion of a newer app",
      ],
      [
        "min_macos is "15.0", and the system is macOS 10",
        ""15.0"",
        "at most 10",
        "lower min_macos, or test with the option macosVersion of a newer system",
      ],
    ]
  `)
})
