import { quote } from '../../report/quote.js'

/** What a file is that is no library. */
export interface ForeignFile {
  /** Goes on after "is no dynamic library of this platform:". */
  readonly what: string
  /** What to do about it, where that is not simply to give another path. */
  readonly fix?: string
}

const kinds: readonly (ForeignFile & { readonly magic: string })[] = [
  {
    magic: '!<arch>\n',
    what: 'it is a static library',
    fix: 'link it into a dynamic one: cargo with crate-type = ["cdylib"], cc -shared',
  },
  { magic: 'MZ', what: 'it is a Windows file' },
  { magic: '\0asm', what: 'it is a WebAssembly file' },
  { magic: '\xca\xfe\xba\xbe', what: 'it is a Java class' },
  {
    magic: 'version https://git-lfs',
    what: 'it is what Git LFS puts in the place of a file',
    fix: 'get the file itself: git lfs pull',
  },
]

/** Says what a file is by its first bytes. */
export function describeForeignFile(start: Buffer): ForeignFile {
  if (start.length === 0) return { what: 'it is empty', fix: 'build it again, and wait for the build to end' }
  const text = start.toString('latin1')
  const kind = kinds.find(({ magic }) => text.startsWith(magic))
  if (kind !== undefined) return kind
  const [line = ''] = text.split('\n', 1)
  if (text.startsWith('#!')) return { what: `it is a script that begins with ${quote(line)}` }
  const isText = /^[\x20-\x7e\s]*$/.test(text)
  return {
    what: isText ? `it begins with the text ${quote(line)}` : `it begins with the bytes ${start.toString('hex', 0, 4)}`,
  }
}
