const space = /[\t-\r\u0085\p{Z}]/u

/**
 * The text without white space around it, as the app trims: unlike JavaScript it takes U+0085 for white
 * space, and a byte order mark for none.
 */
export function trimText(text: string): string {
  let start = 0
  let end = text.length
  while (start < end && space.test(text.charAt(start))) start += 1
  while (end > start && space.test(text.charAt(end - 1))) end -= 1
  return text.slice(start, end)
}
