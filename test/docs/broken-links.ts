import { existsSync, readFileSync, statSync } from 'node:fs'
import path from 'node:path'
import { anchorsOf, withoutCode } from './anchors.js'

/** A page, by its path in the folder `root`. */
export interface Page {
  readonly root: string
  readonly name: string
}

/** The relative links of a page that lead nowhere, each with its line and the reason. */
export function findBrokenLinks({ root, name }: Page): string[] {
  const file = path.join(root, name)
  return linksOf(readFileSync(file, 'utf8')).flatMap(({ line, target }) => {
    const problem = /^[a-z][a-z+.-]*:/i.test(target) ? undefined : judge(root, file, target)
    return problem === undefined ? [] : [`${name}:${line}: ${target}: ${problem}`]
  })
}

function linksOf(text: string): { line: number; target: string }[] {
  const prose = withoutCode(text).replace(/(`+)[^`][\s\S]*?\1/g, (code) => code.replace(/[^\n\]]/g, ' '))
  const inline = /\]\(\s*<?([^)\s>]+)>?(?:\s+"[^"]*")?\s*\)/g
  const reference = /^ {0,3}\[[^^\]][^\]]*\]:\s*<?([^\s>]+)/gm
  const html = /<(?:a|img)\s[^>]*(?:href|src)="([^"]+)"/g
  return [inline, reference, html]
    .flatMap((pattern) => [...prose.matchAll(pattern)])
    .map((found) => ({ line: prose.slice(0, found.index).split('\n').length, target: found[1] ?? '' }))
}

function judge(root: string, file: string, target: string): string | undefined {
  const [place = '', anchor] = target.split('#').map(decodeURIComponent)
  const aim = place === '' ? file : path.resolve(path.dirname(file), place)
  if (path.relative(root, aim).startsWith('..')) return 'leads out of the repository'
  if (!existsSync(aim)) return 'there is no such file'
  if (anchor === undefined) return undefined
  if (statSync(aim).isDirectory() || !aim.endsWith('.md')) return 'only pages have anchors'
  return anchorsOf(readFileSync(aim, 'utf8')).has(anchor) ? undefined : 'the page has no such heading'
}
