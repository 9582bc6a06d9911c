import { slotNames } from '../../src/abi/slots.js'

/** What is no word of the language, and names of slots that are, where a sentence begins with them. */
const names = new RegExp(`\\b\\w*_\\w*\\b|\\b[a-z]+[A-Z]\\w*\\b|^(?:${slotNames.join('|')})\\b`, 'g')

/** Calls and JSON, as they stand in the texts of rules: `await plugin.invoke(...)`, `{"ok":true}`. */
const samples = /(?:await )?\b[a-z]+(?:\.[\w<>]+)+(?:\(\.\.\.\))?|\{"[^\s]*\}/g

/** Puts names in code, but for what stands in code already. */
export function markNames(text: string): string {
  return outsideOfCode(text, (part) => part.replace(names, '`$&`'))
}

/** Names, calls and JSON. */
export function markCode(text: string): string {
  return markNames(outsideOfCode(text, (part) => part.replace(samples, '`$&`')))
}

function outsideOfCode(text: string, mark: (part: string) => string): string {
  return text
    .split(/(`[^`]*`)/)
    .map((part) => (part.startsWith('`') ? part : mark(part)))
    .join('')
}
