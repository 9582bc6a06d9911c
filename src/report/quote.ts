/** What would disturb a terminal or hide from the reader: controls, soft hyphens, zero-width and direction marks. */
const unprintable = /[\p{Cc}\p{Cs}\u00ad\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff]/u

const narrowestWithSize = 50

/**
 * Text in quotes on one line, at most `width` columns between the quotes: unprintable characters are
 * escaped, and a long text loses its middle and, where there is room for it, gains its length.
 */
export function quote(text: string, width = 60): string {
  const mark = text.includes('"') && !text.includes("'") ? "'" : '"'
  const whole = text.length <= width ? escapeAll(text, mark) : undefined
  if (whole !== undefined && whole.length <= width) return `${mark}${whole}${mark}`
  const size = width < narrowestWithSize ? '' : ` (${text.length.toLocaleString('en-US')} characters)`
  const room = Math.max(width - size.length - 1, 4)
  const head = takeEscaped([...text.slice(0, room)], mark, Math.ceil(room / 2))
  const tail = takeEscaped([...text.slice(-room)].reverse(), mark, Math.floor(room / 2))
  return `${mark}${head.join('')}…${tail.reverse().join('')}${mark}${size}`
}

function escapeAll(text: string, mark: string): string {
  return Array.from(text, (character) => escapeCharacter(character, mark)).join('')
}

function takeEscaped(characters: readonly string[], mark: string, room: number): string[] {
  const taken: string[] = []
  let width = 0
  for (const character of characters) {
    const escaped = escapeCharacter(character, mark)
    width += escaped.length
    if (width > room) break
    taken.push(escaped)
  }
  return taken
}

function escapeCharacter(character: string, mark: string): string {
  if (character === mark || character === '\\') return `\\${character}`
  if (!unprintable.test(character)) return character
  const short = JSON.stringify(character).slice(1, -1)
  if (short.length > 1) return short
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`
}
