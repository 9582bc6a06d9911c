import { describe, expect, it } from 'vitest'
import { readManifest } from '../../../src/plugin/manifest/read.js'
import { validManifest, withValue } from './valid-manifest.js'

const read = (manifest: unknown, options = {}) => readManifest(JSON.stringify(manifest), options)

describe('readManifest', () => {
  it('returns the manifest with all its keys', () => {
    const manifest = { ...validManifest(), custom: { a: null } }
    expect(read(manifest).manifest).toEqual(manifest)
  })

  it('leaves out optional keys that are null, but nothing in parameters', () => {
    const tools = [{ id: 'a', description: 'A', parameters: { default: null }, requirements: null }]
    const { manifest } = read({ plugin_id: 'a', name: null, docs: { links: null }, capabilities: { tools, web: null } })
    expect(manifest).toEqual({
      plugin_id: 'a',
      docs: {},
      capabilities: { tools: [{ id: 'a', description: 'A', parameters: { default: null } }] },
    })
  })

  it('returns the warnings, and fails for none of them', () => {
    const { warnings } = read({ plugin_id: 'a', capabilities: {} })
    expect(warnings().map(({ rule, path }) => `${rule} ${path}`)).toEqual([
      'MISSING_METADATA name',
      'MISSING_METADATA version',
      'MISSING_METADATA description',
      'MISSING_METADATA license',
      'NO_CAPABILITY capabilities',
    ])
  })

  it('throws the first problem, and lists the others', () => {
    const manifest = withValue('capabilities.tools[0].id', undefined)
    const broken = { ...manifest, name: 5, PluginName: 'Weather' }
    expect(() => read(broken)).toThrowErrorMatchingInlineSnapshot(`
      [MockHostError: INVALID_MANIFEST: The app refuses the plugin's manifest: capabilities.tools[0].id is missing.
        found       nothing
        expected    a string
        also        1. name is 5, not a string (WRONG_TYPE)
                       found     5
                       expected  a string
                       to fix    put it in quotes, as it stands there
        ignored     PluginName
        to fix      add "id" to capabilities.tools[0]
        more        docs/errors/INVALID_MANIFEST.md]
    `)
  })

  it.each([
    ['name', 5, 'INVALID_MANIFEST'],
    ['capabilities.web.auth', 'public', 'INVALID_MANIFEST'],
    ['capabilities', undefined, 'INVALID_MANIFEST'],
    ['capabilities.tools[1].id', '', 'EMPTY_TOOL_ID'],
    ['capabilities.tools[1].id', 'fetch_weather', 'DUPLICATE_TOOL_ID'],
    ['capabilities.routes[1].id', '', 'EMPTY_ROUTE_ID'],
    ['capabilities.routes[1].id', 'callback', 'DUPLICATE_ROUTE_ID'],
    ['capabilities.web.mount', '/', 'ROUTE_IN_WEB_MOUNT'],
    ['plugin_id', 'other', 'PLUGIN_ID_MISMATCH'],
    ['min_osaurus', '2.0.0', 'OSAURUS_TOO_OLD'],
    ['min_macos', '16', 'MACOS_TOO_OLD'],
  ])('throws for %s = %o the code %s', (path, value, code) => {
    const options = { pluginId: 'com.example.weather', osaurusVersion: '1.0.0', macosVersion: '15.5' }
    expect(() => read(withValue(path, value), options)).toThrow(expect.objectContaining({ code }))
  })

  it('throws INVALID_MANIFEST for what is no JSON', () => {
    expect(() => readManifest('plugin_id = a', {})).toThrow(
      expect.objectContaining({
        code: 'INVALID_MANIFEST',
        details: expect.arrayContaining([['found', '"plugin_id = a"']]),
      }),
    )
  })

  it('lists no more problems than can be read', () => {
    const tools = Array.from({ length: 100 }, () => ({}))
    expect(() => read({ plugin_id: 'a', capabilities: { tools } })).toThrow('and 179 more')
  })
})
