/** The anchor that GitHub gives a heading that stands once in its page. */
export function anchorOf(heading: string): string {
  return heading
    .replace(/!?\[([^\]]*)\]\([^)]*\)/g, '$1')
    .toLowerCase()
    .replace(/[^\p{L}\p{M}\p{N}\p{Pc}\s-]/gu, '')
    .replace(/\s/g, '-')
}

/** All anchors of a page: those of its headings, numbered where one comes again, and those that are written out. */
export function anchorsOf(text: string): Set<string> {
  const anchors = new Set<string>()
  for (const [, title] of withoutCode(text).matchAll(/^ {0,3}#{1,6} +(.*?)(?: +#+)? *$/gm)) {
    const anchor = anchorOf(title ?? '')
    const again = Array.from({ length: anchors.size + 1 }, (_, count) => (count === 0 ? anchor : `${anchor}-${count}`))
    anchors.add(again.find((one) => !anchors.has(one)) ?? anchor)
  }
  for (const [, id] of text.matchAll(/<a (?:id|name)="([^"]+)"/g)) anchors.add(id ?? '')
  return anchors
}

/** The page with its fenced blocks emptied; lines stay where they are. */
export function withoutCode(text: string): string {
  return text.replace(/^( *)(`{3,}|~{3,})[^`]*?\n[\s\S]*?^ *\2 *$/gm, (block) => block.replace(/[^\n]/g, ''))
}
