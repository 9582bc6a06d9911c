/** A manifest that uses every key of the fact sheet, section 12, and that nobody objects to. */
export function validManifest() {
  return {
    plugin_id: 'com.example.weather',
    name: 'Weather',
    version: '1.2.0',
    description: 'Tells the weather.',
    instructions: 'Ask for the city first.',
    license: 'MIT',
    authors: ['Ada'],
    min_macos: '15.0',
    min_osaurus: '0.22.3',
    secrets: [
      { id: 'api_key', label: 'Key', required: true, description: 'Of the service', url: 'https://example.com/keys' },
    ],
    docs: { readme: 'README.md', changelog: 'CHANGELOG.md', links: [{ label: 'Home', url: 'https://example.com' }] },
    capabilities: {
      tools: [
        {
          id: 'fetch_weather',
          description: 'Fetches the weather of a city.',
          parameters: { type: 'object', properties: { city: { type: 'string' } }, required: ['city'] },
          requirements: ['network'],
          permission_policy: 'ask',
        },
        { id: 'list.cities', description: 'Lists the cities.', parameters: { type: 'object' } },
      ],
      routes: [
        {
          id: 'callback',
          path: '/oauth/callback',
          methods: ['GET'],
          auth: 'none',
          description: 'The end of the sign-in.',
          tunnel_exposed: true,
        },
        { id: 'item', path: '/items/:id', methods: ['GET', 'PUT'], auth: 'owner' },
        { id: 'rest', path: '/api/*', methods: ['POST'], auth: 'verify' },
      ],
      web: {
        static_dir: 'web',
        entry: 'index.html',
        mount: '/ui',
        auth: 'owner',
        api_mount: '/api',
        tunnel_exposed: false,
      },
      config: {
        title: 'Weather',
        sections: [
          {
            title: 'Account',
            fields: [
              {
                key: 'token',
                type: 'secret',
                label: 'Token',
                placeholder: 'abc',
                validation: {
                  required: true,
                  pattern: '^[a-z]+$',
                  pattern_hint: 'Letters only',
                  min_length: 3,
                  max_length: 40,
                },
              },
              { key: 'days', type: 'number', label: 'Days', default: 3, validation: { min: 1, max: 7.5 } },
              { key: 'hourly', type: 'toggle', label: 'Hourly', default: true },
              {
                key: 'units',
                type: 'multiselect',
                label: 'Units',
                default: ['c'],
                options: [
                  { value: 'c', label: 'Celsius' },
                  { value: 'f', label: 'Fahrenheit' },
                ],
              },
              {
                key: 'account',
                type: 'status',
                label: 'Account',
                default: 'off',
                connected_when: 'token',
                connect_action: { type: 'oauth', url_route: '/oauth/callback' },
                disconnect_action: { clear_keys: ['token'] },
              },
              {
                key: 'webhook',
                type: 'readonly',
                label: 'Webhook',
                value_template: '{{plugin_url}}/{{plugin_id}}?t={{tunnel_url}}&k={{config.token}}',
                copyable: true,
              },
            ],
          },
        ],
      },
      artifact_handler: true,
    },
  }
}

export type Manifest = ReturnType<typeof validManifest>

/** A copy of the valid manifest in which one value is another one; `undefined` removes it. */
export function withValue(path: string, value: unknown): Record<string, unknown> {
  const manifest = validManifest()
  const keys = path.split(/[.[\]]+/).filter((key) => key !== '')
  const last = keys.pop() ?? ''
  const parent = keys.reduce((node, key) => node[key] as never, manifest as unknown as Record<string, unknown>)
  if (value === undefined) delete parent[last]
  else parent[last] = value
  return manifest
}
