import type { CodePage } from './code-page.js'

/** Codes of the group "Set-up". */
export const setUpCodes = {
  UNKNOWN_OPTION: {
    happens: 'Options stand in the configuration of the runner, in `hostOptions`, and in `new MockHost({ ... })`.',
    cure: 'Choose one of the names in the message.',
    related: ['INVALID_OPTION'],
  },
  INVALID_OPTION: {
    happens: 'Options stand in the configuration of the runner, in `hostOptions`, and in `new MockHost({ ... })`.',
    cure: 'Choose one of the values in the message.',
    related: ['UNKNOWN_OPTION', 'INVALID_ARGUMENT'],
  },
  NO_PLUGIN: {
    happens: '`plugin` stands for the library that the option `plugin` names.',
    cure: 'Set the option `plugin` to the path of your library, in the configuration or with `hostOptions({ plugin })`.',
    related: ['NO_TEST_HOST', 'FILE_NOT_FOUND'],
  },
  UNSUPPORTED_PLATFORM: {
    happens: 'It runs on macOS and on Linux with glibc (not on Alpine, which has musl), on x64 and arm64.',
    cure: 'Run the tests there: in a container, a virtual machine, or CI.',
    related: ['NATIVE_CORE_MISSING'],
  },
  NATIVE_CORE_MISSING: {
    happens:
      'The published package brings the cores of macOS and Linux, on x64 and arm64. A copy that was packed by hand, or a checkout of the repository, has that of one machine at most. The message shows what the dynamic linker said of a core that is there and does not load.',
    cure: 'Run `npx osaurus-mockhost build` in the project that has the package installed: it compiles the core into the package with `cc`, or what the environment variable `CC` names. In a checkout of the repository, `npm run build:native` does the same. Where the environment variable `OSAURUS_MOCKHOST_CORE` is set, it must name a core that is there.',
    related: ['UNSUPPORTED_PLATFORM', 'VERSION_CLASH'],
  },
  NO_SQLITE: {
    happens:
      'Node has one that can be used from 22.16 on, and the package `@photostructure/sqlite` is not installed, or does not load. The slots `db_exec` and `db_query` answer an error that says so.',
    cure: 'Use a newer Node, or `npm install -D @photostructure/sqlite@1`, which needs no compiler and runs on Node 20.',
    related: ['NO_TEMPORARY_FOLDER'],
  },
  NO_TEMPORARY_FOLDER: {
    happens: 'Private images of plugins and `host.artifacts` need one.',
    cure: 'See that the folder the message names is there, may be written to and has room; the environment variable `TMPDIR` names another one.',
    related: ['NO_SQLITE'],
  },
  VERSION_CLASH: {
    happens:
      "They would not see each other's hosts. The message names the versions and where each is installed. Two copies of one version are no problem: the second uses the native core of the first.",
    cure: 'Make your package manager settle on one version: `npm ls osaurus-mockhost` shows both.',
    related: ['NATIVE_CORE_MISSING'],
  },
} as const satisfies Readonly<Record<string, CodePage>>
