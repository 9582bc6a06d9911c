import { describe, expect, it } from 'vitest'
import { type LinkerMessage, readLinkerMessage } from '../../../src/plugin/doctor/linker-message.js'

/** Recorded texts; those of macOS and musl come from bug reports. */
const texts: readonly (readonly [name: string, text: string, expected: Partial<LinkerMessage>])[] = [
  [
    'glibc: a missing library',
    'libcurl.so.4: cannot open shared object file: No such file or directory',
    { kind: 'missing-dependency', name: 'libcurl.so.4' },
  ],
  [
    'glibc: an undefined symbol',
    '/my plugins/libweather.so: undefined symbol: weather_fetch',
    { kind: 'undefined-symbol', symbol: 'weather_fetch', file: '/my plugins/libweather.so' },
  ],
  [
    'glibc: an undefined symbol of a version',
    '/plugins/libweather.so: undefined symbol: sky, version WEATHER_2',
    { kind: 'undefined-symbol', symbol: 'sky', file: '/plugins/libweather.so' },
  ],
  [
    'glibc: a symbol that its library had once',
    '/my plugins/libweather.so: symbol sky, version WEATHER_2 not defined in file libsky.so with link time reference',
    { kind: 'undefined-symbol', symbol: 'sky', file: '/my plugins/libweather.so' },
  ],
  [
    'an older glibc: a symbol that its library had once',
    '/x/_lzma.so: symbol __libc_res_nsearch version GLIBC_PRIVATE not defined in file libc.so.6 with link time reference',
    { kind: 'undefined-symbol', symbol: '__libc_res_nsearch', file: '/x/_lzma.so' },
  ],
  [
    'glibc: such a symbol, without the file',
    'symbol sky version WEATHER_2 not defined in file libsky.so with link time reference',
    { kind: 'undefined-symbol', symbol: 'sky' },
  ],
  [
    'glibc: an old C library',
    "/lib/x86_64-linux-gnu/libc.so.6: version `GLIBC_2.38' not found (required by /plugins/libweather.so)",
    {
      kind: 'missing-version',
      version: 'GLIBC_2.38',
      library: '/lib/x86_64-linux-gnu/libc.so.6',
      neededBy: '/plugins/libweather.so',
    },
  ],
  [
    'glibc: a folder that runs nothing',
    '/tmp/libweather.so: failed to map segment from shared object: Operation not permitted',
    { kind: 'other', fix: expect.stringContaining('noexec') as never },
  ],
  [
    'glibc: no room for variables of threads',
    '/plugins/libweather.so: cannot allocate memory in static TLS block',
    { kind: 'other', fix: expect.stringContaining('initial-exec') as never },
  ],
  [
    'musl: a missing library',
    'Error loading shared library xmljs.node: No such file or directory (needed by /opt/app/libweather.so)',
    { kind: 'missing-dependency', name: 'xmljs.node' },
  ],
  [
    'musl: an undefined symbol',
    'Error relocating /opt/app/libweather.so: __strncpy_chk: symbol not found',
    { kind: 'undefined-symbol', symbol: '__strncpy_chk', file: '/opt/app/libweather.so' },
  ],
  [
    'macOS: a missing library',
    "dlopen(/p/libweather.dylib, 0x0006): Library not loaded: @rpath/libcurl.4.dylib\n  Referenced from: <1226A651-3044-324E-8671-163472F40DEF> /p/libweather.dylib\n  Reason: tried: '/p/libcurl.4.dylib' (no such file)",
    { kind: 'missing-dependency', name: '@rpath/libcurl.4.dylib' },
  ],
  [
    'macOS: a missing library in a folder with a space and an apostrophe',
    "dlopen(/p/libweather.dylib, 0x0006): Library not loaded: /Users/Jo Smith/Jo's lib/libsky.dylib\n  Referenced from: <1226A651-3044-324E-8671-163472F40DEF> /p/libweather.dylib",
    { kind: 'missing-dependency', name: "/Users/Jo Smith/Jo's lib/libsky.dylib" },
  ],
  [
    'an older macOS: a missing library in quotes',
    "dlopen(/p/libweather.dylib, 0x0006): Library not loaded: '/Users/Jo Smith/libsky.dylib'\n  Referenced from: '/p/libweather.dylib'",
    { kind: 'missing-dependency', name: '/Users/Jo Smith/libsky.dylib' },
  ],
  [
    'macOS: an undefined symbol',
    'dlopen(/p/libweather.dylib, 0x0006): Symbol not found: _weather_fetch\n  Referenced from: <1226A651-3044-324E-8671-163472F40DEF> /p/libweather.dylib\n  Expected in:     <no uuid> unknown',
    { kind: 'undefined-symbol', symbol: 'weather_fetch' },
  ],
  [
    'macOS: an undefined symbol that nobody was to define',
    "dlopen(/p/libweather.dylib, 0x0006): symbol not found in flat namespace '_weather_fetch'",
    { kind: 'undefined-symbol', symbol: 'weather_fetch' },
  ],
  [
    'macOS: a file in quarantine',
    "dlopen(/p/libweather.dylib, 0x0006): tried: '/p/libweather.dylib' (code signature in <5F69D6D6-8CDF-3EB9-AB5A-EB1BBBB64F13> '/p/libweather.dylib' not valid for use in process: library load disallowed by system policy), '/usr/lib/libweather.dylib' (no such file)",
    { kind: 'refused-signature', path: '/p/libweather.dylib' },
  ],
  [
    'macOS: a needed file in quarantine',
    "dlopen(/p/libweather.dylib, 0x0006): Library not loaded: @rpath/libsky.dylib\n  Referenced from: /p/libweather.dylib\n  Reason: tried: '/p/libsky.dylib' (code signature in <168827E6-F908-3F20-9FEF-E180C514D2D8> '/p/libsky.dylib' not valid for use in process: library load disallowed by system policy)",
    { kind: 'refused-signature', path: '/p/libsky.dylib' },
  ],
  [
    'an older macOS: a file in quarantine',
    'dlopen(/p/libweather.dylib, 2): no suitable image found.  Did find:\n\t/p/libweather.dylib: code signature in (/p/libweather.dylib) not valid for use in process using Library Validation: library load disallowed by system policy',
    { kind: 'refused-signature', path: '/p/libweather.dylib' },
  ],
  [
    'an older macOS: a broken signature',
    "dlopen(/p/libweather.dylib, 5): no suitable image found.  Did find:\n\t/p/libweather.dylib: code signature invalid for '/p/libweather.dylib'",
    { kind: 'refused-signature', path: '/p/libweather.dylib' },
  ],
  ['anything else', '/p/libweather.so: ELF load command alignment not page-aligned', { kind: 'other' }],
]

describe('the words of the dynamic linker', () => {
  it.each(texts)('%s', (_, text, expected) => {
    expect(readLinkerMessage(text)).toMatchObject(expected)
  })
})
