/** Who may ask for a route or a page (fact sheet, section 11.1). The app treats `none` and `verify` alike. */
export type AuthMode = 'none' | 'verify' | 'owner'

/** A tool as the manifest declares it (fact sheet, section 12). */
export interface ToolManifest {
  /** Name by which it is invoked, unique in the plugin. */
  readonly id: string
  /** What the model reads of it. */
  readonly description: string
  /** A JSON Schema of the arguments; the app takes any JSON. */
  readonly parameters?: unknown
  /** Permissions of the system that it needs, such as `accessibility`. */
  readonly requirements?: readonly string[]
  /** `auto` or `deny`, in any case; everything else means that the user is asked. */
  readonly permission_policy?: string
}

/** A route as the manifest declares it (fact sheet, section 12). */
export interface RouteManifest {
  /** Name that `handle_route` gets, unique in the plugin. */
  readonly id: string
  /** Below the plugin: `/notes/:id`, `/files/*` (fact sheet, section 11.4). */
  readonly path: string
  /** Methods of HTTP, in any case. */
  readonly methods: readonly string[]
  /** Who may ask for it. */
  readonly auth: AuthMode
  /** What it is for. */
  readonly description?: string
  /** Default `false`: the route is reached from this machine only. */
  readonly tunnel_exposed?: boolean
}

/** Static files that the app serves for the plugin (fact sheet, sections 11.5 and 12). */
export interface WebManifest {
  /** Folder of the files, beside the library. */
  readonly static_dir: string
  /** File that answers for the mount itself. */
  readonly entry: string
  /** Path below the plugin where they are served. */
  readonly mount: string
  /** Who may ask for them. */
  readonly auth: AuthMode
  /** Default `/api`. */
  readonly api_mount?: string
  /** Default `false`. */
  readonly tunnel_exposed?: boolean
}

/** How a field looks in the settings view (fact sheet, section 12). */
export type ConfigFieldType = 'text' | 'secret' | 'toggle' | 'select' | 'multiselect' | 'number' | 'readonly' | 'status'

/** What the settings view checks before it stores a value (fact sheet, section 10). */
export interface ConfigValidation {
  /** It must not be empty. */
  readonly required?: boolean
  /** Regular expression that a text has to match. */
  readonly pattern?: string
  /** What the user reads when it does not. */
  readonly pattern_hint?: string
  /** Smallest number. */
  readonly min?: number
  /** Largest number. */
  readonly max?: number
  /** Fewest characters. */
  readonly min_length?: number
  /** Most characters. */
  readonly max_length?: number
}

/** A field of the settings view (fact sheet, section 12). */
export interface ConfigField {
  /** Key of the config. */
  readonly key: string
  /** How it looks. */
  readonly type: ConfigFieldType
  /** What the user reads. */
  readonly label: string
  /** What stands in it while it is empty. */
  readonly placeholder?: string
  /** What is delivered while nothing is stored. */
  readonly default?: boolean | number | string | readonly string[]
  /** Values to choose from. */
  readonly options?: readonly { readonly value: string; readonly label: string }[]
  /** What is checked before a value is stored. */
  readonly validation?: ConfigValidation
  /** Key of the field whose value means "connected". */
  readonly connected_when?: string
  /** What its Connect button does: `url_route` is a path of the plugin. */
  readonly connect_action?: { readonly type?: string; readonly url_route?: string }
  /** What its Disconnect button does: `clear_keys` are cleared. */
  readonly disconnect_action?: { readonly clear_keys?: readonly string[] }
  /** Text with placeholders: `{{plugin_url}}`, `{{plugin_id}}`, `{{tunnel_url}}`, `{{config.<key>}}`. */
  readonly value_template?: string
  /** Whether it has a Copy button. */
  readonly copyable?: boolean
}

/** Fields under one heading (fact sheet, section 12). */
export interface ConfigSection {
  /** The heading. */
  readonly title: string
  /** In the order of the view. */
  readonly fields: readonly ConfigField[]
}

/** The settings view of the plugin (fact sheet, section 12). */
export interface ConfigManifest {
  /** Heading of the view. */
  readonly title?: string
  /** In the order of the view. */
  readonly sections: readonly ConfigSection[]
}

/** A secret that the user is asked for (fact sheet, section 12). */
export interface SecretManifest {
  /** Key of the secret. */
  readonly id: string
  /** What the user reads. */
  readonly label: string
  /** Whether the plugin works without it. */
  readonly required: boolean
  /** What it is for. */
  readonly description?: string
  /** Where the user gets it. */
  readonly url?: string
}

/** What the user can read about the plugin (fact sheet, section 12). */
export interface DocsManifest {
  /** File of its README. */
  readonly readme?: string
  /** File of its changes. */
  readonly changelog?: string
  /** Other places. */
  readonly links?: readonly { readonly label: string; readonly url: string }[]
}

/** What the plugin offers (fact sheet, section 12); it may be empty. */
export interface Capabilities {
  /** Tools, for `invoke`. */
  readonly tools?: readonly ToolManifest[]
  /** Routes, for `handle_route`. */
  readonly routes?: readonly RouteManifest[]
  /** Static files. */
  readonly web?: WebManifest
  /** The settings view. */
  readonly config?: ConfigManifest
  /** Whether it is told of artifacts that agents share, by `invoke` of the type `artifact`. */
  readonly artifact_handler?: boolean
}

/**
 * What `get_manifest` returned, decoded (fact sheet, section 12). Keys that the app does not know are kept;
 * optional keys that are null count as absent, as in the app.
 */
export interface PluginManifest {
  /** Name of the directory in which the app installs it. */
  readonly plugin_id: string
  /** What it offers. */
  readonly capabilities: Capabilities
  /** What the user reads. */
  readonly name?: string
  /** Version of the plugin. */
  readonly version?: string
  /** What it is for. */
  readonly description?: string
  /** What the model reads beside its tools. */
  readonly instructions?: string
  /** Licence of the plugin. */
  readonly license?: string
  /** Who wrote it. */
  readonly authors?: readonly string[]
  /** Oldest macOS that it runs on. */
  readonly min_macos?: string
  /** Oldest app that it runs in. */
  readonly min_osaurus?: string
  /** Secrets that the user is asked for. */
  readonly secrets?: readonly SecretManifest[]
  /** What the user can read about it. */
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
 * `UNKNOWN_KEY`, `REPEATED_KEY`, `UNPARSEABLE_VERSION`, `UNKNOWN_POLICY`, `DEAD_ROUTE`, `LITERAL_PATTERN`,
 * `MISSING_SLASH`, `RESERVED_KEY`, `UNKNOWN_PLACEHOLDER`. Our own advice, as a careful registry would give it: all others.
 */
export type ManifestAdvice =
  | 'UNKNOWN_KEY'
  | 'REPEATED_KEY'
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
  /** What is wrong, in one word. */
  readonly rule: Rule
  /** Where it is: `capabilities.tools[0].id`; `''` is the manifest itself. */
  readonly path: string
  /** One sentence that begins with the path. */
  readonly message: string
  /** What stands there. */
  readonly found: string
  /** What would be right. */
  readonly expected: string
  /** The way out, in the imperative. */
  readonly fix: string
}

/** Why the app does not take a manifest. */
export type ManifestProblem = ManifestFinding<ManifestRule>
/** What is worth a second look. */
export type ManifestWarning = ManifestFinding<ManifestAdvice>

/** What `validateManifest` found out. */
export interface ManifestReport {
  /** Whether the app would take the manifest. */
  readonly isValid: boolean
  /** In the order in which the app would come upon them; it stops at the first. */
  readonly problems: readonly ManifestProblem[]
  /** Of a manifest that cannot be decoded only the keys that the app does not read. */
  readonly warnings: readonly ManifestWarning[]
}
