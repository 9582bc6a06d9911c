import type { Directive, Sample } from './sample.js'

const fence = /^( *)(`{3,}|~{3,})([^`]*)$/

/** All fenced blocks of a page, in order. */
export function extractSamples(page: string, text: string): Sample[] {
  const lines = text.split('\n')
  const samples: Sample[] = []
  for (let at = 0; at < lines.length; at++) {
    const [, indent, ticks, info] = fence.exec(lines[at] ?? '') ?? []
    if (indent === undefined || ticks === undefined || info === undefined) continue
    const end = lines.findIndex((line, after) => after > at && line.trim() === ticks)
    if (end === -1) throw new Error(`${page}:${at + 1}: a fence that is not closed`)
    const [language = ''] = info.trim().split(/\s+/)
    const body = lines.slice(at + 1, end).map((line) => line.slice(Math.min(indent.length, line.search(/\S|$/))))
    samples.push({ page, line: at + 1, language, text: body.join('\n'), directive: readDirective(lines, at) })
    at = end
  }
  return samples
}

/** Of the line above the fence, or the one above that where it is empty. */
function readDirective(lines: readonly string[], at: number): Directive {
  const above = lines[at - 1]?.trim() === '' ? lines[at - 2] : lines[at - 1]
  const [, said] = /^\s*<!-- sample: (.*?) -->\s*$/.exec(above ?? '') ?? []
  if (said === undefined) return {}
  const [, reason] = /^skip(?:, *(.*))?$/.exec(said) ?? []
  if (said.startsWith('skip')) return reason ? { skip: reason } : { unknown: 'skip without a reason' }
  return Object.assign({}, ...said.split(/, */).map(readWord))
}

function readWord(word: string): Directive {
  const [, plugin] = /^plugin (\w+)$/.exec(word) ?? []
  if (plugin !== undefined) return { plugin }
  const words: Record<string, Directive> = {
    jest: { jest: true },
    fails: { fails: true },
    output: { output: true },
    'only-types': { onlyTypes: true },
  }
  return words[word] ?? { unknown: word }
}
