/** Who may ask for a route or a page (fact sheet, section 11.1). The app treats `none` and `verify` alike. */
export type AuthMode = 'none' | 'verify' | 'owner'

/** A tool as the manifest declares it (fact sheet, section 12). */
export interface ToolManifest {
  readonly id: string
  readonly description: string
  /** A JSON Schema of the arguments; the app takes any JSON. */
  readonly parameters?: unknown
  readonly requirements?: readonly string[]
  /** `auto` or `deny`, in any case; everything else means that the user is asked. */
  readonly permission_policy?: string
}

/** A route as the manifest declares it (fact sheet, section 12). */
export interface RouteManifest {
  readonly id: string
  readonly path: string
  readonly methods: readonly string[]
  readonly auth: AuthMode
  readonly description?: string
  /** Default `false`: the route is reached from this machine only. */
  readonly tunnel_exposed?: boolean
}

/** Static files that the app serves for the plugin (fact sheet, sections 11.5 and 12). */
export interface WebManifest {
  readonly static_dir: string
  readonly entry: string
  readonly mount: string
  readonly auth: AuthMode
  /** Default `/api`. */
  readonly api_mount?: string
  /** Default `false`. */
  readonly tunnel_exposed?: boolean
}

export type ConfigFieldType = 'text' | 'secret' | 'toggle' | 'select' | 'multiselect' | 'number' | 'readonly' | 'status'

/** What the settings view checks before it stores a value (fact sheet, section 10). */
export interface ConfigValidation {
  readonly required?: boolean
  readonly pattern?: string
  readonly pattern_hint?: string
  readonly min?: number
  readonly max?: number
  readonly min_length?: number
  readonly max_length?: number
}

/** A field of the settings view (fact sheet, section 12). */
export interface ConfigField {
  readonly key: string
  readonly type: ConfigFieldType
  readonly label: string
  readonly placeholder?: string
  readonly default?: boolean | number | string | readonly string[]
  readonly options?: readonly { readonly value: string; readonly label: string }[]
  readonly validation?: ConfigValidation
  /** Key of the field whose value means "connected". */
  readonly connected_when?: string
  readonly connect_action?: { readonly type?: string; readonly url_route?: string }
  readonly disconnect_action?: { readonly clear_keys?: readonly string[] }
  /** Text with placeholders: `{{plugin_url}}`, `{{plugin_id}}`, `{{tunnel_url}}`, `{{config.<key>}}`. */
  readonly value_template?: string
  readonly copyable?: boolean
}

export interface ConfigSection {
  readonly title: string
  readonly fields: readonly ConfigField[]
}

export interface ConfigManifest {
  readonly title?: string
  readonly sections: readonly ConfigSection[]
}

/** A secret that the user is asked for (fact sheet, section 12). */
export interface SecretManifest {
  readonly id: string
  readonly label: string
  readonly required: boolean
  readonly description?: string
  /** Where the user gets it. */
  readonly url?: string
}

export interface DocsManifest {
  readonly readme?: string
  readonly changelog?: string
  readonly links?: readonly { readonly label: string; readonly url: string }[]
}

export interface Capabilities {
  readonly tools?: readonly ToolManifest[]
  readonly routes?: readonly RouteManifest[]
  readonly web?: WebManifest
  readonly config?: ConfigManifest
  readonly artifact_handler?: boolean
}

/**
 * What `get_manifest` returned, decoded (fact sheet, section 12). Keys that the app does not know are kept;
 * optional keys that are null count as absent, as in the app.
 */
export interface PluginManifest {
  readonly plugin_id: string
  readonly capabilities: Capabilities
  readonly name?: string
  readonly version?: string
  readonly description?: string
  readonly instructions?: string
  readonly license?: string
  readonly authors?: readonly string[]
  readonly min_macos?: string
  readonly min_osaurus?: string
  readonly secrets?: readonly SecretManifest[]
  readonly docs?: DocsManifest
  readonly [key: string]: unknown
}

/** The app that a manifest is judged for. */
export interface ManifestOptions {
  /** Id that the manifest must have: the name of the directory the app would install it in. Left out, any will do. */
  readonly pluginId?: string
  /** Version of the app, compared with `min_osaurus`: `'0.22.3'`. Left out, no requirement is too high. */
  readonly osaurusVersion?: string
  /** Version of macOS, compared with `min_macos`: `'15.5'`. Left out, no requirement is too high. */
  readonly macosVersion?: string
}

/**
 * Why the app does not load a plugin with such a manifest (fact sheet, section 12).
 *
 * The first four mean that it cannot be decoded, and `load` rejects with `INVALID_MANIFEST`. The others are
 * checked once it is decoded, in this order, and are the codes with which `load` rejects.
 */
export type ManifestRule =
  | 'NOT_JSON'
  | 'MISSING_KEY'
  | 'WRONG_TYPE'
  | 'UNKNOWN_VALUE'
  | 'PLUGIN_ID_MISMATCH'
  | 'EMPTY_TOOL_ID'
  | 'DUPLICATE_TOOL_ID'
  | 'EMPTY_ROUTE_ID'
  | 'DUPLICATE_ROUTE_ID'
  | 'OSAURUS_TOO_OLD'
  | 'MACOS_TOO_OLD'
  | 'ROUTE_IN_WEB_MOUNT'

/**
 * What is worth a second look, though the app loads the plugin.
 *
 * Told by the fact sheet (sections 10 to 12), because the app ignores or changes what was written:
 * `UNKNOWN_KEY`, `UNPARSEABLE_VERSION`, `UNKNOWN_POLICY`, `DEAD_ROUTE`, `LITERAL_PATTERN`, `MISSING_SLASH`,
 * `RESERVED_KEY`, `UNKNOWN_PLACEHOLDER`. Our own advice, as a careful registry would give it: all others.
 */
export type ManifestAdvice =
  | 'UNKNOWN_KEY'
  | 'UNPARSEABLE_VERSION'
  | 'UNKNOWN_POLICY'
  | 'DEAD_ROUTE'
  | 'LITERAL_PATTERN'
  | 'MISSING_SLASH'
  | 'RESERVED_KEY'
  | 'UNKNOWN_PLACEHOLDER'
  | 'MISSING_METADATA'
  | 'NO_CAPABILITY'
  | 'NOT_SEMVER'
  | 'UNUSUAL_ID'
  | 'EMPTY_TEXT'
  | 'NO_PARAMETERS'
  | 'NOT_A_SCHEMA'
  | 'NO_SECRET_URL'
  | 'NOT_A_URL'
  | 'DUPLICATE_KEY'
  | 'UNKNOWN_REFERENCE'
  | 'NO_OPTIONS'
  | 'WRONG_DEFAULT'
  | 'IMPOSSIBLE_LIMITS'
  | 'OUTSIDE_PLUGIN'

/** One thing that was found in a manifest. */
export interface ManifestFinding<Rule extends string> {
  readonly rule: Rule
  /** Where it is: `capabilities.tools[0].id`; `''` is the manifest itself. */
  readonly path: string
  /** One sentence that begins with the path. */
  readonly message: string
  readonly found: string
  readonly expected: string
  readonly fix: string
}

export type ManifestProblem = ManifestFinding<ManifestRule>
export type ManifestWarning = ManifestFinding<ManifestAdvice>

/** What `validateManifest` found out. */
export interface ManifestReport {
  /** Whether the app would take the manifest. */
  readonly isValid: boolean
  /** In the order in which the app would come upon them; it stops at the first. */
  readonly problems: readonly ManifestProblem[]
  /** Of a manifest that cannot be decoded only the keys that the app does not know. */
  readonly warnings: readonly ManifestWarning[]
}
