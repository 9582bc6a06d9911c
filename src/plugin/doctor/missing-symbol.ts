import { basename } from 'node:path'
import { type DetailRow, MockHostError } from '../../errors/mockhost-error.js'
import { readMangledName } from './mangled-name.js'

/** What was found out about symbols that nobody defines. */
export interface MissingSymbols {
  /** The file that wants them. */
  readonly path: string
  /** The one that the linker missed first, and what else is missing. */
  readonly symbols: readonly string[]
  /** Names of the libraries that might have defined them. */
  readonly searched: readonly string[]
  /** What the linker said. */
  readonly said?: string
}

/** Says which symbol nobody defines. */
export function undefinedSymbol({ path, symbols, searched, said }: MissingSymbols): MockHostError {
  const [symbol = '', ...others] = symbols
  const details: DetailRow[] = [['file', path]]
  if (others.length > 0) details.push(['also', others.join(', ')])
  details.push(['searched', ['the file itself', ...searched, 'the program'].join(', ')])
  if (said !== undefined) details.push(['dlopen', said])
  return new MockHostError({
    code: 'UNDEFINED_SYMBOL',
    message: `${basename(path)} uses ${symbol}, and nothing that it is linked with defines it.`,
    details,
    fix: wantsOtherLibc(searched, said)
      ? 'build it for musl (Alpine): it was built on a Linux with glibc'
      : fixOf(symbol, searched),
  })
}

/** Says which version of a library is too old. */
export function symbolVersionNotFound(
  path: string,
  missing: { readonly version: string; readonly library: string; readonly neededBy: string },
  said: string,
): MockHostError {
  const { version, library, neededBy } = missing
  const isLibc = version.startsWith('GLIBC_')
  return new MockHostError({
    code: 'SYMBOL_VERSION_NOT_FOUND',
    message: `${basename(path)} needs ${version} of ${basename(library)}, and the one here does not have it.`,
    details: [
      ['needed by', neededBy],
      ['found', library],
      ['dlopen', said],
    ],
    fix: isLibc
      ? 'build the plugin on the oldest Linux that it is to run on, or run the tests on a newer one'
      : `install a newer ${basename(library)}, or build the plugin with the one that is here`,
  })
}

/** Only musl says it so, and the library names the C library as glibc does. */
function wantsOtherLibc(searched: readonly string[], said = ''): boolean {
  return said.startsWith('Error relocating') && searched.includes('libc.so.6')
}

/** Names in `std`, operators `new` and `delete`, and what the compiler itself asks for. */
const ofStandardLibrary = /^(_Z(T[VIS])?(N[VKRO]*)?(S[tabsiod]|10__cxxabiv1)|_Z(nw|na|dl|da)|__gxx_|__cxa_)/

function fixOf(symbol: string, searched: readonly string[]): string {
  const link = 'link the library or the object file that defines it'
  if (ofStandardLibrary.test(symbol) && !searched.some((name) => /libstdc\+\+|libc\+\+/.test(name)))
    return 'link with c++ instead of cc: it adds the standard library of C++ (-lstdc++, on macOS -lc++)'
  const mangled = readMangledName(symbol)
  // A name in a name space or a class is none of C.
  if (mangled?.language === 'C++' && /^_Z\d/.test(symbol))
    return `${link}; if it is written in C, declare ${mangled.name} extern "C"`
  if (/^__(asan|tsan|ubsan|msan)_/.test(symbol))
    return 'preload the runtime of the sanitizer (LD_PRELOAD), or build without it'
  return `${link} (-l<name> after the sources)`
}
