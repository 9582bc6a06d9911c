import type {
  AuthMode,
  Capabilities,
  ConfigField,
  ConfigFieldType,
  ConfigManifest,
  DocsManifest,
  PluginManifest,
  RouteManifest,
  SecretManifest,
  ToolManifest,
  WebManifest,
} from './contract.js'
import { anything, type Decoder, flag, listOf, number, object, oneOf, scalar, text, wholeNumber } from './decoder.js'

const auth = oneOf<AuthMode>('none', 'verify', 'owner')

const tool: Decoder<ToolManifest> = object(
  { id: text, description: text },
  { parameters: anything, requirements: listOf(text), permission_policy: text },
)

const route: Decoder<RouteManifest> = object(
  { id: text, path: text, methods: listOf(text), auth },
  { description: text, tunnel_exposed: flag },
)

const web: Decoder<WebManifest> = object(
  { static_dir: text, entry: text, mount: text, auth },
  { api_mount: text, tunnel_exposed: flag },
)

const fieldType = oneOf<ConfigFieldType>(
  'text',
  'secret',
  'toggle',
  'select',
  'multiselect',
  'number',
  'readonly',
  'status',
)

const fieldDefault = scalar<boolean | number | string | readonly string[]>(
  'true or false, a number, a string or a list of strings',
  (value) =>
    typeof value === 'boolean' ||
    typeof value === 'string' ||
    Number.isFinite(value) ||
    (Array.isArray(value) && value.every((item) => typeof item === 'string')),
)

const field: Decoder<ConfigField> = object(
  { key: text, type: fieldType, label: text },
  {
    placeholder: text,
    default: fieldDefault,
    options: listOf(object({ value: text, label: text })),
    validation: object(
      {},
      {
        required: flag,
        pattern: text,
        pattern_hint: text,
        min: number,
        max: number,
        min_length: wholeNumber,
        max_length: wholeNumber,
      },
    ),
    connected_when: text,
    connect_action: object({}, { type: text, url_route: text }),
    disconnect_action: object({}, { clear_keys: listOf(text) }),
    value_template: text,
    copyable: flag,
  },
)

const config: Decoder<ConfigManifest> = object(
  { sections: listOf(object({ title: text, fields: listOf(field) })) },
  { title: text },
)

const capabilities: Decoder<Capabilities> = object(
  {},
  { tools: listOf(tool), routes: listOf(route), web, config, artifact_handler: flag },
)

const secret: Decoder<SecretManifest> = object(
  { id: text, label: text, required: flag },
  { description: text, url: text },
)

const docs: Decoder<DocsManifest> = object(
  {},
  { readme: text, changelog: text, links: listOf(object({ label: text, url: text })) },
)

/** The manifest as the app decodes it: the table of the fact sheet, section 12. */
export const manifestSchema: Decoder<PluginManifest> = object(
  { plugin_id: text, capabilities },
  {
    description: text,
    instructions: text,
    name: text,
    version: text,
    license: text,
    min_macos: text,
    min_osaurus: text,
    authors: listOf(text),
    secrets: listOf(secret),
    docs,
  },
)
