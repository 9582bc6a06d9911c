/** A name as a compiler of another language than C writes it for the linker. */
export interface MangledName {
  readonly language: 'C++' | 'Rust' | 'Swift'
  /** Of the function itself, without name spaces and types. */
  readonly name: string
}

/**
 * Reads the name of the function in a mangled name, as far as it stands there in letters.
 *
 * @example
 * readMangledName('_Z13weather_starti') // { language: 'C++', name: 'weather_start' }
 */
export function readMangledName(symbol: string): MangledName | undefined {
  const language = languageOf(symbol)
  if (language === undefined) return undefined
  const names = readNames(symbol.replace(crateNumber, 'C'))
  const name = names.filter((part) => !rustHash.test(part)).at(-1)
  return name === undefined ? undefined : { language, name }
}

/** What Rust tells crates of one name apart by. */
const crateNumber = /(?<=^_R\w*?)Cs[0-9A-Za-z]*_/
const rustHash = /^h[0-9a-f]{16}$/

function languageOf(symbol: string): MangledName['language'] | undefined {
  if (symbol.startsWith('_Z')) return /17h[0-9a-f]{16}E$/.test(symbol) ? 'Rust' : 'C++'
  if (/^_R[A-Z]/.test(symbol)) return 'Rust'
  return /^(\$[sS]|_\$[sS])/.test(symbol) ? 'Swift' : undefined
}

/** All three write a name as its length and its letters; the first row of them is what the function is called. */
function readNames(symbol: string): readonly string[] {
  const names: string[] = []
  for (let at = 0; at < symbol.length; ) {
    const [digits = ''] = /^\d+/.exec(symbol.slice(at)) ?? []
    const start = at + digits.length
    const name = symbol.slice(start, start + Number(digits))
    if (digits !== '' && name.length === Number(digits) && /^[A-Za-z_]\w*$/.test(name)) {
      names.push(name)
      at = start + name.length
    } else if (names.length > 0) break
    else at = Math.max(start, at + 1)
  }
  return names
}
