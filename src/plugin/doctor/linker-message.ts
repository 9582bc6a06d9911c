/** What the dynamic linker says in the text of `dlerror`. */
export type LinkerMessage =
  | { readonly kind: 'missing-dependency'; readonly name: string }
  /** `file` uses the symbol, if the text says so. */
  | { readonly kind: 'undefined-symbol'; readonly symbol: string; readonly file?: string }
  | { readonly kind: 'missing-version'; readonly version: string; readonly library: string; readonly neededBy: string }
  | { readonly kind: 'refused-signature'; readonly path: string }
  | { readonly kind: 'other'; readonly fix: string }

type Reading = readonly [text: RegExp, read: (...groups: string[]) => LinkerMessage]

const missing = (name = ''): LinkerMessage => ({ kind: 'missing-dependency', name })
const undefinedSymbol = (symbol = ''): LinkerMessage => ({ kind: 'undefined-symbol', symbol })
const undefinedIn = (file?: string, symbol = ''): LinkerMessage =>
  file === undefined ? undefinedSymbol(symbol) : { kind: 'undefined-symbol', symbol, file }
const version = (library = '', version = '', neededBy = ''): LinkerMessage => ({
  kind: 'missing-version',
  version,
  library,
  neededBy,
})

const refused = (path = ''): LinkerMessage => ({ kind: 'refused-signature', path })

/** The first that fits counts. */
const readings: readonly Reading[] = [
  // glibc
  [/^(.+): version `([^']+)' not found \(required by (.+)\)/, version],
  [/^(.+): undefined symbol: ([^\s,]+)/, undefinedIn],
  [/^(?:(.+): )?symbol ([^\s,]+),? version \S+ not defined in file/, undefinedIn],
  [/^(.+): cannot open shared object file: No such file or directory/, missing],
  // musl
  [/^Error loading shared library (.+): No such file or directory/, missing],
  [/^Error relocating (.+): (\S+): symbol not found/, undefinedIn],
  // dyld; that of a signature goes on with every other place it tried
  [/code signature in (?:<[^>]*> )?[('"]+(.+?)[)'"]+ not valid/i, refused],
  [/code signature invalid for '(.+?)'/i, refused],
  [/Library not loaded: '?(.+?)'?$/m, missing],
  [/[Ss]ymbol not found(?: in flat namespace|:) [('"]*_([^\s)'"]+)/, undefinedSymbol],
  // The folder, or the process
  [/failed to map segment/, () => ({ kind: 'other', fix: noexec })],
  [/static TLS/, () => ({ kind: 'other', fix: staticThreadStorage })],
]

const noexec =
  "the folder may be mounted noexec; move the library, or for image: 'test' set TMPDIR to a folder whose files may be run"
const staticThreadStorage =
  "build the plugin without -ftls-model=initial-exec; image: 'file' needs less of this memory than image: 'test'"
const anyFix = 'build the libraries that it depends on and put them where it looks (ldd on Linux, otool -L on macOS)'

/** Reads why a library was refused; the words are those of glibc, musl or macOS. */
export function readLinkerMessage(text: string): LinkerMessage {
  for (const [pattern, read] of readings) {
    const match = pattern.exec(text)
    if (match !== null) return read(...match.slice(1))
  }
  return { kind: 'other', fix: anyFix }
}
