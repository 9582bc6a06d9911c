import type { MockHostError } from '../../errors/mockhost-error.js'

/** A library that a library needs, directly or through others. */
export interface LibraryDependency {
  /** As it stands in the file that needs it: `libcurl.so.4`, `@rpath/libcurl.dylib`. */
  readonly name: string
  /** Path of the file that needs it. */
  readonly neededBy: string
  /** What the dynamic linker takes; `undefined` when it finds none. */
  readonly path: string | undefined
  /** Where the dynamic linker looks, in its order, up to where it finds the library; nowhere if Node.js has it. */
  readonly lookedIn: readonly string[]
}

/** What can be said of a library without loading it. */
export interface LibraryReport {
  /** Absolute and without symbolic links; as it was given where there is no library. */
  readonly path: string
  /** Processors it was built for, as `process.arch` names them: several in a universal library of macOS. */
  readonly architectures: readonly string[]
  /** Names of what it exports, in alphabetical order; none where the file does not tell. */
  readonly exports: readonly string[]
  /** What it needs, in the order of the dynamic linker. */
  readonly dependencies: readonly LibraryDependency[]
  /** Names that neither it nor Node.js defines, nor what the two need. Linux only. */
  readonly undefinedSymbols: readonly string[]
  /** Why it cannot be loaded: the errors that `host.load` would reject with, each printing its way out. */
  readonly problems: readonly MockHostError[]
}
