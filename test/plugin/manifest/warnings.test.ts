import { describe, expect, it } from 'vitest'
import { validateManifest } from '../../../src/index.js'
import { type Manifest, validManifest, withValue } from './valid-manifest.js'

const tool = 'capabilities.tools[0]'
const route = 'capabilities.routes[0]'
const web = 'capabilities.web'
const fields = 'capabilities.config.sections[0].fields'

function warningsOf(manifest: unknown): string[] {
  const { isValid, warnings } = validateManifest(manifest)
  expect(isValid).toBe(true)
  return warnings.map(({ rule, path }) => `${rule} ${path}`)
}

/** Routes of one method for the paths, in their order. */
function withPaths(...paths: readonly string[]) {
  const routes = paths.map((path, place) => ({ id: `route_${place}`, path, methods: ['GET'], auth: 'none' }))
  return withValue('capabilities.routes', routes)
}

describe('a registry would object to', () => {
  it.each([
    // what the plugin is
    ['name', undefined, 'MISSING_METADATA name'],
    ['version', undefined, 'MISSING_METADATA version'],
    ['description', ' ', 'MISSING_METADATA description'],
    ['license', '', 'MISSING_METADATA license'],
    ['version', '1.2', 'NOT_SEMVER version'],
    ['version', 'v1.2.0', 'NOT_SEMVER version'],
    ['version', '1.02.0', 'NOT_SEMVER version'],
    ['plugin_id', 'com/example', 'UNUSUAL_ID plugin_id'],
    ['plugin_id', '', 'UNUSUAL_ID plugin_id'],
    ['plugin_id', 'com..example', 'UNUSUAL_ID plugin_id'],
    ['min_osaurus', '0.22', 'UNPARSEABLE_VERSION min_osaurus'],
    ['min_osaurus', '', 'UNPARSEABLE_VERSION min_osaurus'],
    ['min_macos', 'Sequoia', 'UNPARSEABLE_VERSION min_macos'],
    ['docs.links[0].url', 'example.com', 'NOT_A_URL docs.links[0].url'],
    // secrets
    ['secrets[0].url', undefined, 'NO_SECRET_URL secrets[0].url'],
    ['secrets[0].url', 'ftp://example.com', 'NOT_A_URL secrets[0].url'],
    ['secrets[0].url', 'https://', 'NOT_A_URL secrets[0].url'],
    ['secrets[0].id', ' ', 'EMPTY_TEXT secrets[0].id'],
    // tools
    [`${tool}.id`, 'fetchWeather', `UNUSUAL_ID ${tool}.id`],
    [`${tool}.id`, 'fetch-weather', `UNUSUAL_ID ${tool}.id`],
    [`${tool}.id`, 'fetch weather', `UNUSUAL_ID ${tool}.id`],
    [`${tool}.id`, 'fetch_', `UNUSUAL_ID ${tool}.id`],
    [`${tool}.description`, '', `EMPTY_TEXT ${tool}.description`],
    [`${tool}.permission_policy`, 'always', `UNKNOWN_POLICY ${tool}.permission_policy`],
    [`${tool}.parameters`, undefined, `NO_PARAMETERS ${tool}.parameters`],
    [`${tool}.parameters`, null, `NO_PARAMETERS ${tool}.parameters`],
    [`${tool}.parameters`, [], `NOT_A_SCHEMA ${tool}.parameters`],
    [`${tool}.parameters`, 'object', `NOT_A_SCHEMA ${tool}.parameters`],
    [`${tool}.parameters.type`, undefined, `NOT_A_SCHEMA ${tool}.parameters.type`],
    [`${tool}.parameters.type`, 'array', `NOT_A_SCHEMA ${tool}.parameters.type`],
    [`${tool}.parameters.properties`, ['city'], `NOT_A_SCHEMA ${tool}.parameters.properties`],
    [`${tool}.parameters.required`, 'city', `NOT_A_SCHEMA ${tool}.parameters.required`],
    [`${tool}.parameters.required[0]`, 'town', `NOT_A_SCHEMA ${tool}.parameters.required[0]`],
    [`${tool}.parameters.required[0]`, 'toString', `NOT_A_SCHEMA ${tool}.parameters.required[0]`],
    // routes
    [`${route}.id`, 'callback ', `UNUSUAL_ID ${route}.id`],
    [`${route}.path`, 'oauth/callback', `MISSING_SLASH ${route}.path`],
    [`${route}.path`, '/oauth/../callback', `DEAD_ROUTE ${route}.path`],
    [`${route}.path`, '/oauth/:', `DEAD_ROUTE ${route}.path`],
    [`${route}.path`, '/oauth/:id/*', `LITERAL_PATTERN ${route}.path`],
    [`${route}.path`, '/oauth/*/callback', `LITERAL_PATTERN ${route}.path`],
    [`${route}.path`, '/oauth*', `LITERAL_PATTERN ${route}.path`],
    [`${route}.methods`, [], `DEAD_ROUTE ${route}.methods`],
    [`${route}.methods`, ['options'], `DEAD_ROUTE ${route}.methods`],
    [`${route}.methods`, ['GET '], `DEAD_ROUTE ${route}.methods`],
    [`${route}.methods`, [''], `DEAD_ROUTE ${route}.methods`],
    [`${route}.path`, '/my notes', `DEAD_ROUTE ${route}.path`],
    [`${route}.path`, '/a?x=1', `DEAD_ROUTE ${route}.path`],
    [`${route}.path`, '/a#x', `DEAD_ROUTE ${route}.path`],
    [`${route}.path`, '/über', `DEAD_ROUTE ${route}.path`],
    [`${route}.path`, '/über/*', `DEAD_ROUTE ${route}.path`],
    [`${route}.path`, '/:größe/*', `DEAD_ROUTE ${route}.path, LITERAL_PATTERN ${route}.path`],
    // web
    [`${web}.mount`, 'ui', `MISSING_SLASH ${web}.mount`],
    [`${web}.api_mount`, 'api', `MISSING_SLASH ${web}.api_mount`],
    [`${web}.static_dir`, 'web/../..', `OUTSIDE_PLUGIN ${web}.static_dir`],
    [`${web}.entry`, '../index.html', `OUTSIDE_PLUGIN ${web}.entry`],
    [`${web}.entry`, '/..', `OUTSIDE_PLUGIN ${web}.entry`],
    [`${web}.entry`, ' ', `EMPTY_TEXT ${web}.entry`],
    // config
    [`${fields}[0].key`, '', `EMPTY_TEXT ${fields}[0].key`],
    [`${fields}[0].key`, 'days', `DUPLICATE_KEY ${fields}[1].key`],
    [`${fields}[0].key`, 'tunnel_url', `RESERVED_KEY ${fields}[0].key`],
    [`${fields}[0].default`, 42, `WRONG_DEFAULT ${fields}[0].default`],
    [`${fields}[1].default`, '3', `WRONG_DEFAULT ${fields}[1].default`],
    [`${fields}[2].default`, 'true', `WRONG_DEFAULT ${fields}[2].default`],
    [`${fields}[3].default`, 'c', `WRONG_DEFAULT ${fields}[3].default`],
    [`${fields}[3].default`, ['k'], `WRONG_DEFAULT ${fields}[3].default`],
    [`${fields}[1].validation.max`, 0, `IMPOSSIBLE_LIMITS ${fields}[1].validation.max`],
    [`${fields}[0].validation.max_length`, 2, `IMPOSSIBLE_LIMITS ${fields}[0].validation.max_length`],
    [`${fields}[1].validation.max_length`, -1, `IMPOSSIBLE_LIMITS ${fields}[1].validation.max_length`],
    [`${fields}[5].value_template`, '{{tunnel}}', `UNKNOWN_PLACEHOLDER ${fields}[5].value_template`],
    [`${fields}[5].value_template`, '{{ plugin_id }}', `UNKNOWN_PLACEHOLDER ${fields}[5].value_template`],
    [`${fields}[5].value_template`, '{{config.}}', `UNKNOWN_PLACEHOLDER ${fields}[5].value_template`],
    // anywhere
    ['nmae', 'Weather', 'UNKNOWN_KEY nmae'],
    [`${fields}[0].validation.maxLength`, 5, `UNKNOWN_KEY ${fields}[0].validation.maxLength`],
  ])('%s = %o: %s', (path, value, warnings) => {
    expect(warningsOf(withValue(path, value)).join(', ')).toBe(warnings)
  })

  it('a plugin that does nothing', () => {
    expect(warningsOf(withValue('capabilities', {}))).toEqual(['NO_CAPABILITY capabilities'])
    const nothing = { tools: [], routes: [], artifact_handler: false }
    expect(warningsOf(withValue('capabilities', nothing))).toEqual(['NO_CAPABILITY capabilities'])
    expect(warningsOf(withValue('capabilities', { artifact_handler: true }))).toEqual([])
  })

  it.each([
    ['static_dir', '/web'],
    ['entry', '/index.html'],
    ['entry', 'a/../index.html'],
    ['entry', '..index.html'],
    ['api_mount', ''],
    ['api_mount', ' '],
  ])('nothing in web.%s = %o, which the app takes as it is meant', (key, value) => {
    expect(warningsOf(withValue(`${web}.${key}`, value))).toEqual([])
  })

  it('a secret of which there are two', () => {
    const { secrets } = validManifest()
    expect(warningsOf(withValue('secrets', [...secrets, ...secrets]))).toEqual(['DUPLICATE_KEY secrets[1].id'])
  })

  it('a route that another one hides', () => {
    const { routes } = validManifest().capabilities
    const hidden = [...routes, { id: 'late', path: 'oauth/callback', methods: ['get', 'POST'], auth: 'none' }]
    expect(warningsOf(withValue('capabilities.routes', hidden))).toEqual([
      'MISSING_SLASH capabilities.routes[3].path',
      'DEAD_ROUTE capabilities.routes[3]',
    ])
  })

  it.each([
    ['/notes/:a', '/notes/:b'],
    ['/:kind/:id', '/notes/:id'],
    ['/:kind/:id/edit', '/notes/:id/edit'],
    ['/*', '/files/*'],
    ['/files/*', 'files/*'],
    ['/files/*', '/files/old/*'],
    ['/:a/*', '/:a/*'],
  ])('a route with a pattern that another one before it covers: %s, %s', (before, path) => {
    expect(warningsOf(withPaths(before, path))).toContain('DEAD_ROUTE capabilities.routes[1]')
  })

  it.each([
    ['/:a', '/notes'],
    ['/notes/:id', '/:kind/:id'],
    ['/:a', '/:a/:b'],
    ['/:a/b', '/a/:b'],
    ['/notes/:id', '/notes/*'],
    ['/:a/:b', '/notes/:id/'],
    ['/:a/*', '/:b/*'],
    ['/files/*', '/*'],
    ['/files/*', '/files-x/*'],
    ['/*', '/files'],
  ])('no route that is reached beside the one before it: %s, %s', (before, path) => {
    expect(warningsOf(withPaths(before, path))).not.toContain('DEAD_ROUTE capabilities.routes[1]')
  })

  it('no route for the name of a parameter, which is never compared', () => {
    expect(warningsOf(withValue(`${route}.path`, '/sizes/:größe'))).toEqual([])
  })

  it('a choice without choices', () => {
    const path = `${fields}[1]`
    for (const type of ['select', 'multiselect']) {
      expect(warningsOf(withValue(path, { key: 'k', type, label: 'L' }))).toEqual([`NO_OPTIONS ${path}.options`])
      expect(warningsOf(withValue(path, { key: 'k', type, label: 'L', options: [] }))).toEqual([
        `NO_OPTIONS ${path}.options`,
      ])
    }
  })

  it('a select whose default is no option', () => {
    const field = { key: 'k', type: 'select', label: 'L', options: [{ value: 'a', label: 'A' }] }
    expect(warningsOf(withValue(`${fields}[1]`, { ...field, default: 'a' }))).toEqual([])
    expect(warningsOf(withValue(`${fields}[1]`, { ...field, default: 'b' }))).toEqual([
      `WRONG_DEFAULT ${fields}[1].default`,
    ])
  })

  it('a sign-in that leads to no route, unless a pattern may be meant', () => {
    expect(warningsOf(withValue(`${fields}[4].connect_action.url_route`, '/api/start'))).toEqual([])
    const { routes } = validManifest().capabilities
    const [callback] = routes
    const manifest = withValue(`${fields}[4].connect_action.url_route`, 'oauth/start?x=1') as Manifest
    manifest.capabilities.routes = [callback] as never
    expect(warningsOf(manifest)).toEqual([`UNKNOWN_REFERENCE ${fields}[4].connect_action.url_route`])
    manifest.capabilities.routes = [{ ...callback, path: '/oauth/start' }] as never
    expect(warningsOf(manifest)).toEqual([])
  })
})

it('says what each of them is about', () => {
  const { warnings } = validateManifest({
    plugin_id: 'my plugin',
    version: '1.0',
    pluginName: 'My plugin',
    capabilities: { tools: [{ id: 'Do It', description: 'Does it.' }], routes: [] },
  })
  expect(warnings.map(({ message, fix }) => `${message}; ${fix}`)).toMatchInlineSnapshot(`
    [
      "pluginName is a key that the app ignores; remove it; nothing reads it",
      "plugin_id is "my plugin", which makes no good directory and no good URL; name it after a domain of yours",
      "name is missing; add "name": users see it before they install the plugin",
      "description is missing; add "description": users see it before they install the plugin",
      "license is missing; add "license": users see it before they install the plugin",
      "version is "1.0", which is no semantic version; write all three numbers: the app finds the newest version by them",
      "capabilities.tools[0].id is "Do It", and not every model takes such a name; rename the tool",
      "capabilities.tools[0].parameters is missing; add {"type": "object", "properties": {}}, even if the tool takes none",
    ]
  `)
})
