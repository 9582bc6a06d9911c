import { describe, expect, it } from 'vitest'
import { validateManifest } from '../../../src/index.js'
import { readManifest } from '../../../src/plugin/manifest/read.js'
import { validManifest, withValue } from './valid-manifest.js'

const problemsOf = (manifest: unknown) => validateManifest(manifest).problems
const tool = 'capabilities.tools[0]'
const route = 'capabilities.routes[0]'
const web = 'capabilities.web'
const section = 'capabilities.config.sections[0]'
const field = `${section}.fields[0]`
const status = `${section}.fields[4]`

describe('validateManifest', () => {
  it('takes a manifest with every key there is, without a warning', () => {
    expect(validateManifest(validManifest())).toEqual({ isValid: true, problems: [], warnings: [] })
  })

  it('takes the least manifest there is', () => {
    expect(validateManifest({ plugin_id: 'a', capabilities: {} })).toMatchObject({ isValid: true, problems: [] })
  })

  it('takes JSON text', () => {
    expect(validateManifest(JSON.stringify(validManifest()))).toEqual({ isValid: true, problems: [], warnings: [] })
  })

  it.each([
    ['nothing', ''],
    ['a word', 'hello'],
    ['half a manifest', '{"plugin_id":"a",'],
    ['undefined', undefined],
    ['a function', () => {}],
    ['a symbol', Symbol('a')],
    ['a bigint', 5n],
    ['half a surrogate pair', '{"plugin_id":"a\\ud800","capabilities":{}}'],
    ['half a surrogate pair in a key', '{"plugin_id":"a","capabilities":{},"\\uDC00":1}'],
    ['an object with half a surrogate pair', { plugin_id: 'a', capabilities: { tools: [{ id: '\ud800' }] } }],
    ['an object that contains itself', selfContaining()],
    ['an object deeper than the stack', deeplyNested()],
  ])('says of %s that it is no JSON', (_, manifest) => {
    expect(problemsOf(manifest)).toMatchObject([{ rule: 'NOT_JSON', path: '' }])
  })

  it.each([
    ['a list', '[]', 'an empty list'],
    ['null', 'null', 'null'],
    ['a number', '5', '5'],
    ['a text', '"a"', '"a"'],
  ])('says of %s that it is no object', (_, manifest, found) => {
    expect(problemsOf(manifest)).toEqual([
      {
        rule: 'WRONG_TYPE',
        path: '',
        message: `the manifest is ${found}, not an object`,
        found,
        expected: 'an object',
        fix: expect.any(String),
      },
    ])
  })

  it('judges an object as the JSON that it makes', () => {
    const manifest = { plugin_id: 'a', name: undefined, capabilities: { tools: undefined }, toString: undefined }
    expect(validateManifest(manifest).isValid).toBe(true)
    expect(problemsOf({ plugin_id: () => 'a', capabilities: {} })).toMatchObject([{ rule: 'MISSING_KEY' }])
    expect(validateManifest({ toJSON: () => ({ plugin_id: 'a', capabilities: {} }) }).isValid).toBe(true)
  })

  it('takes a surrogate pair that is whole, and backslashes that escape none', () => {
    const name = String.raw`"name":"\ud83d\ude00 \\ud800"`
    expect(validateManifest(`{"plugin_id":"a","capabilities":{},${name}}`).isValid).toBe(true)
  })

  it('does not change what it is given', () => {
    const manifest = { plugin_id: 'a', name: null, capabilities: { tools: null } }
    expect(validateManifest(manifest).isValid).toBe(true)
    expect(manifest).toEqual({ plugin_id: 'a', name: null, capabilities: { tools: null } })
  })
})

describe('a key that is required', () => {
  it.each([
    ['plugin_id', 'a string'],
    ['capabilities', 'an object'],
    [`${tool}.id`, 'a string'],
    [`${tool}.description`, 'a string'],
    [`${route}.id`, 'a string'],
    [`${route}.path`, 'a string'],
    [`${route}.methods`, 'a list'],
    [`${route}.auth`, '"none", "verify" or "owner"'],
    [`${web}.static_dir`, 'a string'],
    [`${web}.entry`, 'a string'],
    [`${web}.mount`, 'a string'],
    [`${web}.auth`, '"none", "verify" or "owner"'],
    ['capabilities.config.sections', 'a list'],
    [`${section}.title`, 'a string'],
    [`${section}.fields`, 'a list'],
    [`${field}.key`, 'a string'],
    [`${field}.type`, expect.stringContaining('"text", "secret"')],
    [`${field}.label`, 'a string'],
    [`${section}.fields[3].options[1].value`, 'a string'],
    [`${section}.fields[3].options[1].label`, 'a string'],
    ['secrets[0].id', 'a string'],
    ['secrets[0].label', 'a string'],
    ['secrets[0].required', 'true or false'],
    ['docs.links[0].label', 'a string'],
    ['docs.links[0].url', 'a string'],
  ])('is missed: %s', (path, expected) => {
    expect(problemsOf(withValue(path, undefined))).toMatchObject([{ rule: 'MISSING_KEY', path, expected }])
    expect(problemsOf(withValue(path, null))).toMatchObject([{ rule: 'WRONG_TYPE', path, found: 'null', expected }])
  })
})

describe('a value of another type is refused', () => {
  const texts = [
    ...['description', 'instructions', 'name', 'version', 'license', 'min_macos', 'min_osaurus', 'authors[0]'],
    ...['secrets[0].description', 'secrets[0].url', 'docs.readme', 'docs.changelog'],
    ...[`${tool}.requirements[0]`, `${tool}.permission_policy`, `${route}.description`, `${route}.methods[0]`],
    ...[`${web}.api_mount`, 'capabilities.config.title', `${field}.placeholder`, `${field}.validation.pattern`],
    ...[`${field}.validation.pattern_hint`, `${status}.connected_when`, `${status}.connect_action.type`],
    ...[`${status}.connect_action.url_route`, `${status}.disconnect_action.clear_keys[0]`, `${field}.value_template`],
  ]
  const flags = [
    ...[`${route}.tunnel_exposed`, `${web}.tunnel_exposed`, 'capabilities.artifact_handler'],
    ...[`${field}.validation.required`, `${field}.copyable`],
  ]
  const lists = [
    ...['authors', 'secrets', 'docs.links', 'capabilities.tools', 'capabilities.routes', `${tool}.requirements`],
    ...[`${section}.fields[3].options`, `${status}.disconnect_action.clear_keys`],
  ]
  const objects = [
    ...['docs', 'secrets[0]', 'docs.links[0]', tool, route, web, 'capabilities.config', section, field],
    ...[`${field}.validation`, `${section}.fields[3].options[0]`, `${status}.connect_action`],
    ...[`${status}.disconnect_action`],
  ]
  const cases = (paths: readonly string[], wrong: readonly unknown[], expected: string) =>
    paths.flatMap((path) => wrong.map((value) => [path, value, expected] as const))

  it.each([
    ...cases(texts, [5, true, {}, []], 'a string'),
    ...cases(flags, [0, 'true', {}], 'true or false'),
    ...cases([`${field}.validation.min`, `${field}.validation.max`], ['1', true], 'a number'),
    ...cases(
      [`${field}.validation.min_length`, `${field}.validation.max_length`],
      [0.5, '1', 2 ** 63 + 2048, -(2 ** 63) - 2048],
      'a whole number',
    ),
    ...cases(lists, ['a', {}, 5], 'a list'),
    ...cases(objects, ['a', [], 5], 'an object'),
    ...cases([`${field}.default`], [{}, [1], ['a', null]], 'true or false, a number, a string or a list of strings'),
  ])('%s is %o, not %s', (path, value, expected) => {
    expect(problemsOf(withValue(path, value))).toMatchObject([{ rule: 'WRONG_TYPE', path, expected }])
  })

  it.each([`${route}.auth`, `${web}.auth`, `${field}.type`])('%s is a word that the app does not know', (path) => {
    expect(problemsOf(withValue(path, 'Public'))).toMatchObject([{ rule: 'UNKNOWN_VALUE', path, found: '"Public"' }])
    expect(problemsOf(withValue(path, 5))).toMatchObject([{ rule: 'WRONG_TYPE', path }])
  })

  it('takes numbers that JSON has and a computer has not for none', () => {
    const text = JSON.stringify(withValue(`${field}.validation.min`, 'HUGE')).replace('"HUGE"', '1e999')
    expect(problemsOf(text)).toMatchObject([{ rule: 'WRONG_TYPE', path: `${field}.validation.min` }])
  })
})

describe('what the app takes', () => {
  it.each([
    ...['name', 'authors', 'secrets', 'docs', 'docs.links', 'capabilities.tools', 'capabilities.web'],
    ...[`${tool}.parameters`, `${route}.tunnel_exposed`, `${field}.validation`, `${field}.default`],
  ])('is null for the optional key %s', (path) => {
    expect(problemsOf(withValue(path, null))).toEqual([])
  })

  it.each([[5], [''], [[]], [[null]], [{ a: { b: null } }]])('is %o for parameters', (value) => {
    expect(problemsOf(withValue(`${tool}.parameters`, value))).toEqual([])
  })

  it.each([[true], [0.5], ['text'], [[]], [['a', 'b']]])('is %o for the default of a field', (value) => {
    expect(problemsOf(withValue(`${field}.default`, value))).toEqual([])
  })

  it('is 3.0 for a whole number', () => {
    const text = JSON.stringify(validManifest()).replace('"min_length":3', '"min_length":3.0')
    expect(problemsOf(text)).toEqual([])
  })

  it('is the largest Int of Swift for a whole number', () => {
    const text = JSON.stringify(validManifest()).replace('"max_length":40', '"max_length":9223372036854775807')
    expect(problemsOf(text)).toEqual([])
  })

  it('is a key that is there again: the first counts, with a warning', () => {
    const tools = '"tools":[{"id":"a","description":"A","id":5}]'
    const text = `{"plugin_id":"a","plugin_id":"b","capabilities":{${tools},"tools":null}}`
    const { problems, warnings } = validateManifest(text, { pluginId: 'a' })
    expect(problems).toEqual([])
    expect(warnings.slice(0, 3).map(({ rule, message }) => `${rule} ${message}`)).toEqual([
      'REPEATED_KEY plugin_id is there again, and the app takes the first',
      'REPEATED_KEY capabilities.tools[0].id is there again, and the app takes the first',
      'REPEATED_KEY capabilities.tools is there again, and the app takes the first',
    ])
    expect(problemsOf('{"plugin_id":5,"capabilities":{},"plugin_id":"a"}')).toMatchObject([{ path: 'plugin_id' }])
  })

  it.each([
    ['in two objects', '{"a":1},{"a":1}'],
    ['in a string', String.raw`"{\"a\": 1, \"a\": 2}"`],
    ['behind an escaped quote', String.raw`{"a\"":1,"a":"\\","b":1}`],
    ['as the name of what every object has', '{"__proto__":1,"constructor":":"}'],
  ])('is a key that is there once, and again %s', (_, json) => {
    const text = `{"plugin_id":"a","capabilities":{},"any":[${json}],":":"\\":"}`
    const { manifest, warnings } = readManifest(text, {})
    expect(manifest).toEqual(JSON.parse(text))
    expect(warnings().filter(({ rule }) => rule === 'REPEATED_KEY')).toEqual([])
  })

  it('is a key that it does not know, with a warning', () => {
    const { isValid, warnings } = validateManifest(withValue(`${tool}.permision_policy`, 'auto'))
    expect(isValid).toBe(true)
    expect(warnings).toMatchObject([{ rule: 'UNKNOWN_KEY', path: `${tool}.permision_policy` }])
  })
})

describe('the report', () => {
  const broken = {
    pluginId: 'a',
    name: 5,
    authors: 'Ada',
    capabilities: {
      artifact_handler: 'true',
      tools: [{ id: 'a' }],
      routes: [{ id: 'r', path: '/r', methods: ['GET'], auth: 'Owner', tunnel_exposed: null }],
      config: {
        sections: [{ title: 'S', fields: [{ key: 'k', type: 'toggel', label: 'L', validation: { min: '5' } }] }],
      },
    },
  }

  it('names every problem with its path, what was found, what was expected and the way out', () => {
    expect(
      problemsOf(broken).map(({ path, found, expected, fix }) => [path, found, expected, fix]),
    ).toMatchInlineSnapshot(`
      [
        [
          "plugin_id",
          "nothing, but there is "pluginId"",
          "a string",
          "rename "pluginId" to "plugin_id"",
        ],
        [
          "capabilities.tools[0].description",
          "nothing",
          "a string",
          "add "description" to capabilities.tools[0]",
        ],
        [
          "capabilities.routes[0].auth",
          ""Owner"",
          ""none", "verify" or "owner"",
          "write "owner"",
        ],
        [
          "capabilities.config.sections[0].fields[0].type",
          ""toggel"",
          ""text", "secret", "toggle", "select", "multiselect", "number", "readonly" or "status"",
          "write "toggle"",
        ],
        [
          "capabilities.config.sections[0].fields[0].validation.min",
          ""5"",
          "a number",
          "write 5 without quotes",
        ],
        [
          "capabilities.artifact_handler",
          ""true"",
          "true or false",
          "write true without quotes",
        ],
        [
          "name",
          "5",
          "a string",
          "put it in quotes, as it stands there",
        ],
        [
          "authors",
          ""Ada"",
          "a list",
          "put it in a list: ["Ada"]",
        ],
      ]
    `)
  })

  it('repeats no number where it asks for quotes: 15.10 would come back as 15.1', () => {
    const text = '{"plugin_id":"a","min_macos":15.10,"name":true,"capabilities":{}}'
    expect(problemsOf(text).map(({ path, fix }) => `${path}: ${fix}`)).toEqual([
      'name: put it in quotes: "true"',
      'min_macos: put it in quotes, as it stands there',
    ])
  })

  it('has sentences that begin with the path', () => {
    expect(problemsOf(broken).map(({ message }) => message)).toMatchInlineSnapshot(`
      [
        "plugin_id is missing",
        "capabilities.tools[0].description is missing",
        "capabilities.routes[0].auth is "Owner", which is none of its values",
        "capabilities.config.sections[0].fields[0].type is "toggel", which is none of its values",
        "capabilities.config.sections[0].fields[0].validation.min is "5", not a number",
        "capabilities.artifact_handler is "true", not true or false",
        "name is 5, not a string",
        "authors is "Ada", not a list",
      ]
    `)
  })

  it('warns of unknown keys also where the manifest cannot be decoded', () => {
    expect(validateManifest(broken).warnings).toMatchObject([{ rule: 'UNKNOWN_KEY', path: 'pluginId' }])
  })

  it('does not judge the rules of a manifest that cannot be decoded', () => {
    const manifest = { ...withValue('name', 5), plugin_id: 'other' }
    expect(validateManifest(manifest, { pluginId: 'a' }).problems).toMatchObject([{ path: 'name' }])
  })

  it('quotes keys that are no names', () => {
    const { warnings } = validateManifest({ plugin_id: 'a', capabilities: { 'read me': 1, '': 2 } })
    const paths = warnings.filter(({ rule }) => rule === 'UNKNOWN_KEY').map(({ path }) => path)
    expect(paths).toEqual(['capabilities["read me"]', 'capabilities[""]'])
  })

  it('reads no key from a prototype', () => {
    const { problems, warnings } = validateManifest('{"plugin_id":"a","__proto__":{"name":5,"capabilities":{}}}')
    expect(problems).toMatchObject([{ rule: 'MISSING_KEY', path: 'capabilities' }])
    expect(warnings).toMatchObject([{ rule: 'UNKNOWN_KEY', path: '__proto__' }])
  })
})

describe('the options', () => {
  it.each([
    ['an unknown one', { plugin_id: 'a' }, 'UNKNOWN_OPTION'],
    ['a version that is none', { osaurusVersion: 'latest' }, 'INVALID_OPTION'],
    ['half a pre-release', { osaurusVersion: '0.22-beta' }, 'INVALID_OPTION'],
    ['an id that is no text', { pluginId: 5 }, 'INVALID_OPTION'],
    ['no object', 'com.example.hello', 'INVALID_OPTION'],
  ])('refuse %s', (_, options, code) => {
    expect(() => validateManifest('{}', options as never)).toThrow(expect.objectContaining({ code }))
  })
})

function selfContaining(): object {
  const manifest: Record<string, unknown> = { plugin_id: 'a' }
  manifest.capabilities = manifest
  return manifest
}

function deeplyNested(): unknown {
  let nested: unknown = 1
  for (let depth = 0; depth < 100_000; depth += 1) nested = [nested]
  return { plugin_id: 'a', capabilities: { tools: nested } }
}
