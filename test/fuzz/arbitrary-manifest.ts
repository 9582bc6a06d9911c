import fc from 'fast-check'

const word = fc.constantFrom('a', 'greet', 'fetch_weather', 'Ünïcode', 'a.b', '', ' ', 'constructor', '__proto__')
const text = fc.constantFrom(
  '',
  ' ',
  'a',
  'some text',
  'Ünïcode',
  '\u0000',
  '\u{1f600}',
  '"',
  '\\',
  'https://example.com',
  '../web',
  '{{',
)
const auth = fc.constantFrom('none', 'verify', 'owner')

/** An object with all of the required keys and some of the optional ones. */
function some<Required, Optional>(
  required: { [Key in keyof Required]: fc.Arbitrary<Required[Key]> },
  optional: { [Key in keyof Optional]: fc.Arbitrary<Optional[Key]> },
): fc.Arbitrary<object> {
  const model = { ...required, ...optional }
  return fc.record(model as Record<string, fc.Arbitrary<unknown>>, { requiredKeys: Object.keys(required) })
}

/** A list whose items have ids of their own. */
function uniqueList(item: fc.Arbitrary<object>, most: number): fc.Arbitrary<object[]> {
  return fc
    .array(item, { maxLength: most })
    .map((items) => items.map((one, place) => ({ ...one, id: `${'id' in one ? String(one.id).trim() : ''}${place}` })))
}

const tool = some(
  { id: word, description: text },
  {
    parameters: fc.oneof(fc.constant({ type: 'object' }), fc.jsonValue({ maxDepth: 2 })),
    requirements: fc.array(text, { maxLength: 2 }),
    permission_policy: fc.constantFrom('auto', 'ASK', 'deny', 'never'),
  },
)

const path = fc.constantFrom('/', '/a', 'a', '/items/:id', '/api/*', '/*', '/a/b/', '/ui-x', '/UI', '/:', '/a**')

const route = some(
  { id: word, path, methods: fc.array(fc.constantFrom('GET', 'post', 'OPTIONS'), { maxLength: 2 }), auth },
  { description: text, tunnel_exposed: fc.boolean() },
)

const web = some(
  { static_dir: text, entry: text, mount: fc.constantFrom('/ui', 'ui', ' /ui/ ', '/web/app'), auth },
  { api_mount: text, tunnel_exposed: fc.boolean() },
)

const field = some(
  {
    key: word,
    type: fc.constantFrom('text', 'secret', 'toggle', 'select', 'multiselect', 'number', 'readonly', 'status'),
    label: text,
  },
  {
    placeholder: text,
    default: fc.oneof(fc.boolean(), fc.double({ noNaN: true, noDefaultInfinity: true }), text, fc.array(text)),
    options: fc.array(some({ value: text, label: text }, {}), { maxLength: 2 }),
    validation: some(
      {},
      {
        required: fc.boolean(),
        pattern: text,
        pattern_hint: text,
        min: fc.integer(),
        max: fc.double({ noNaN: true, noDefaultInfinity: true }),
        min_length: fc.integer(),
        max_length: fc.integer(),
      },
    ),
    connected_when: word,
    connect_action: some({}, { type: text, url_route: path }),
    disconnect_action: some({}, { clear_keys: fc.array(word, { maxLength: 2 }) }),
    value_template: fc.oneof(text, fc.constantFrom('{{plugin_url}}/a', '{{config.a}}', '{{oops}}')),
    copyable: fc.boolean(),
  },
)

const section = some({ title: text, fields: fc.array(field, { maxLength: 3 }) }, {})
const config = some({ sections: fc.array(section, { maxLength: 2 }) }, { title: text })

const capabilities = some(
  {},
  {
    tools: uniqueList(tool, 3),
    routes: uniqueList(route, 3),
    web,
    config,
    artifact_handler: fc.boolean(),
  },
)

const secret = some({ id: word, label: text, required: fc.boolean() }, { description: text, url: text })
const docs = some(
  {},
  { readme: text, changelog: text, links: fc.array(some({ label: text, url: text }, {}), { maxLength: 2 }) },
)

/** A manifest that the app takes, but for routes in the web mount and for what the options ask. */
export const arbitraryManifest: fc.Arbitrary<object> = some(
  { plugin_id: fc.constantFrom('com.example.a', 'com.example.a', 'com.example.a', 'my plugin'), capabilities },
  {
    description: text,
    instructions: text,
    name: text,
    version: fc.constantFrom('1.0.0', '1', 'v2'),
    license: text,
    authors: fc.array(text, { maxLength: 2 }),
    min_macos: fc.constantFrom('13.0', '15', '14.x', 'Sequoia', ''),
    min_osaurus: fc.constantFrom('0.5.0', '0.22.3-rc.1', '0.22', 'latest', ''),
    secrets: fc.array(secret, { maxLength: 2 }),
    docs,
  },
)

/** The app that a manifest is judged for. */
export const arbitraryOptions = fc.record(
  {
    pluginId: fc.constantFrom(...Array<string>(8).fill('com.example.a'), 'com.example.A', ''),
    osaurusVersion: fc.constantFrom('0.22.3', '0.22', '1', '0.22.3-rc.1', '0.22.3-rc.2'),
    macosVersion: fc.constantFrom('15.5', '15', '14.7.1', '26.0'),
  },
  { requiredKeys: [] },
)
