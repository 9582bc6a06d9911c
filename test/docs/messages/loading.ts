import type { CodePage } from './code-page.js'

/** Codes of the group "Loading". */
export const loadingCodes = {
  FILE_NOT_FOUND: {
    happens: 'Relative paths start at the root of the runner; `.so` and `.dylib` may be left out.',
    cure: 'Build the plugin before the tests, and check the path in the message.',
    related: ['FILE_NOT_READABLE', 'NOT_A_LIBRARY', 'NO_PLUGIN'],
  },
  FILE_NOT_READABLE: {
    happens: 'The file itself or a folder above it is closed to this user, or a symbolic link leads in a circle.',
    cure: 'Give the user who runs the tests the right to read it.',
    related: ['FILE_NOT_FOUND', 'QUARANTINED'],
  },
  NOT_A_LIBRARY: {
    happens: 'It is a folder, a text, an object file, a static library, a program, or a library of another system.',
    cure: 'Give the path of the library itself, built for the system that runs the tests.',
    related: ['WRONG_ARCHITECTURE', 'LIBRARY_INCOMPLETE'],
  },
  WRONG_ARCHITECTURE: {
    happens:
      'The processor that counts is the one that Node.js was built for. A universal library of macOS has to hold a part for it; `arm64e` is another processor than `arm64`.',
    cure: 'Build it for that processor, or run a Node.js of the other one.',
    related: ['NOT_A_LIBRARY'],
  },
  LIBRARY_INCOMPLETE: {
    happens:
      'A build still writes it, or a copy or a download broke off. The system would load it, and end the process at the first page that is not there.',
    cure: 'Wait for the build to end before the tests start; build or copy the file again.',
    related: ['NOT_A_LIBRARY'],
  },
  DEPENDENCY_NOT_FOUND: {
    happens:
      'The message names the file that needs it (the plugin, or a library that it needs) and the places where the linker looked. `LD_LIBRARY_PATH` counts as it was when Node.js started; a test cannot change it.',
    cure: "Install the library. If it belongs to the plugin, put it beside it and link the plugin with `-Wl,-rpath,'$ORIGIN'` (Linux) or `-Wl,-rpath,@loader_path` (macOS). A file that lies there for another processor does not count: build it for this one.",
    related: ['UNDEFINED_SYMBOL', 'SYMBOL_VERSION_NOT_FOUND'],
  },
  UNDEFINED_SYMBOL: {
    happens: 'A linker allows that in a library; the app, like this package, resolves every symbol at the load.',
    cure: 'Link the library or the object file that defines it. In C++, link with `c++`, not `cc`, and declare functions of C `extern "C"`. `-Wl,--no-undefined` finds it when the plugin is built.',
    related: ['DEPENDENCY_NOT_FOUND', 'SYMBOL_VERSION_NOT_FOUND'],
  },
  SYMBOL_VERSION_NOT_FOUND: {
    happens: 'Most often it is the C library, because the plugin was built on a newer Linux.',
    cure: 'Build the plugin on the oldest Linux that it is to run on, or run the tests on a newer one.',
    related: ['UNDEFINED_SYMBOL', 'DEPENDENCY_NOT_FOUND'],
  },
  QUARANTINED: {
    happens: 'A browser or a mail program fetched the library. macOS loads it only when it is notarised.',
    cure: 'If you trust the file, take the attribute away with the command in the message. A plugin that is built on the machine has none.',
    related: ['INVALID_SIGNATURE'],
  },
  INVALID_SIGNATURE: {
    happens:
      'There is none, the file was changed after it was signed, or it was signed by another team than the program that loads it.',
    cure: 'Sign it as the last step of the build, after `strip` and `install_name_tool`: `codesign --force --sign - <library>`.',
    related: ['QUARANTINED', 'LIBRARY_INCOMPLETE'],
  },
  LOAD_FAILED: {
    happens: 'It gave a reason that has no code of its own. Its own words stand in the message.',
    cure: 'Follow the hint in the message; `ldd` (Linux) and `otool -L` (macOS) show what the library needs.',
    related: ['NOT_A_LIBRARY', 'DEPENDENCY_NOT_FOUND', 'UNDEFINED_SYMBOL'],
  },
  ENTRY_NOT_FOUND: {
    happens:
      'The message shows what comes near: the entry point under a C++, Rust or Swift name, one that the library keeps to itself, or one of nearly the same name.',
    cure: 'Export `osaurus_plugin_entry_v2` with C linkage (`extern "C"`, `#[unsafe(no_mangle)]`, `@_cdecl`), and do not hide it from the linker.',
    related: ['ENTRY_RETURNED_NULL'],
  },
  ENTRY_RETURNED_NULL: {
    happens: 'There is no table of callbacks then, and the app does not load the plugin.',
    cure: 'Return the address of a table that lives as long as the library.',
    related: ['ENTRY_NOT_FOUND', 'MISSING_POINTERS'],
  },
  MISSING_POINTERS: {
    happens: 'The app does not load such a plugin.',
    cure: 'Fill the pointers that the message names.',
    related: ['TABLE_TOO_SHORT', 'CALLBACK_MISSING'],
  },
  TABLE_TOO_SHORT: {
    happens:
      '`osaurus_plugin_entry_v2` returned the five pointers of version 1. The app would take what lies behind them for callbacks, and jump there. It is noticed where the version that is read is none, and the symbol table of the file tells the size of the table.',
    cure: 'Return the whole `osr_plugin_api`, with its `version`. A plugin of version 1 exports `osaurus_plugin_entry` instead.',
    related: ['IMPLAUSIBLE_VERSION', 'MISSING_POINTERS'],
  },
  IMPLAUSIBLE_VERSION: {
    happens:
      'Nor does the file tell whether the table is whole. Version 0 or 1 alone is no reason, where the table is whole or has no callbacks: the app takes it for 2, and so does this package, with the violation [`TABLE_WITHOUT_VERSION`](../violations/TABLE_WITHOUT_VERSION.md).',
    cure: 'Set `version`; look whether the table is that of version 1, which has none.',
    related: ['TABLE_TOO_SHORT'],
  },
  INIT_FAILED: {
    happens: 'With that the plugin refuses to start, and the app does not load it.',
    cure: 'Look in the journal for what it asked last; perhaps a config value or an answer is missing.',
    related: ['ENTRY_RETURNED_NULL'],
  },
  NO_MANIFEST: {
    happens: '`get_manifest` returned NULL. The app reads the manifest from there, and from nowhere else.',
    cure: 'Return the manifest as JSON from `get_manifest`.',
    related: ['INVALID_MANIFEST'],
  },
  INVALID_MANIFEST: {
    happens:
      'It is no JSON, a required key is missing, a value has another type than the app expects, or a word that the app does not know. The app refuses the whole manifest for any of them, with one message that says no more; here the first problem is told with its path, and the others below it.',
    cure: 'Mend what the message names. `validateManifest` and `toBeAValidManifest` judge a manifest without loading the plugin.',
    related: ['NO_MANIFEST'],
  },
  PLUGIN_ID_MISMATCH: {
    happens:
      'The app installs a plugin in `<plugin_id>/<version>/`, and takes the name of the directory for its id. This is checked with the option `pluginId`, and for a library that lies in such a directory.',
    cure: "Correct `plugin_id` or the name of the directory. If the directory only looks like an installation, tell `load` the id: `{ pluginId: 'com.example.hello' }`.",
    related: ['PLUGIN_ALREADY_LOADED'],
  },
  EMPTY_TOOL_ID: {
    happens: 'The app refuses the whole plugin for it. White space alone is no id.',
    cure: 'Give the tool an id, the one under which `invoke` gets the call.',
    related: ['DUPLICATE_TOOL_ID', 'EMPTY_ROUTE_ID'],
  },
  DUPLICATE_TOOL_ID: {
    happens: 'The app refuses the whole plugin for it. White space around an id does not count.',
    cure: 'Rename one of them.',
    related: ['EMPTY_TOOL_ID', 'DUPLICATE_ROUTE_ID'],
  },
  EMPTY_ROUTE_ID: {
    happens: 'The app refuses the whole plugin for it. White space alone is no id.',
    cure: 'Give the route an id, the one that `handle_route` gets as `route_id`.',
    related: ['DUPLICATE_ROUTE_ID', 'EMPTY_TOOL_ID'],
  },
  DUPLICATE_ROUTE_ID: {
    happens: 'The app refuses the whole plugin for it. White space around an id does not count.',
    cure: 'Rename one of them. A route of several methods is one route: `"methods": ["GET", "POST"]`.',
    related: ['EMPTY_ROUTE_ID', 'DUPLICATE_TOOL_ID'],
  },
  OSAURUS_TOO_OLD: {
    happens:
      '`min_osaurus` is above the option `osaurusVersion`. Without the option nothing is checked, and the app itself ignores a `min_osaurus` that is not `MAJOR.MINOR.PATCH`.',
    cure: 'Lower `min_osaurus`, or raise the option.',
    related: ['MACOS_TOO_OLD'],
  },
  MACOS_TOO_OLD: {
    happens: '`min_macos` is above the option `macosVersion`. Without the option nothing is checked.',
    cure: 'Lower `min_macos`, or raise the option.',
    related: ['OSAURUS_TOO_OLD'],
  },
  ROUTE_IN_WEB_MOUNT: {
    happens:
      'The static files answer first, so the route would never be called; a mount of `/` leaves no room for any route.',
    cure: 'Move the route or the mount: `"mount": "/ui"` and routes below `/api`.',
    related: ['DUPLICATE_ROUTE_ID'],
  },
  PLUGIN_ALREADY_LOADED: {
    happens:
      "In the app the first one stays and the newcomer is shut down. The profile `'production'` does that; in `'full'` both live, and the host notes the violation of the same name.\n\nAnother cause: `plugin.manifest`, `plugin.invokeSync` or another member of `plugin` that answers at once was used while an earlier call still loads the plugin of the test. It cannot wait for that, and would have to load a second one.",
    cure: 'Destroy the first plugin before the second is loaded, or use a host for each. Await the first call of `plugin` before you use a member that answers at once.',
    related: ['PLUGIN_ID_MISMATCH', 'PLUGIN_DESTROYED'],
  },
} as const satisfies Readonly<Record<string, CodePage>>
