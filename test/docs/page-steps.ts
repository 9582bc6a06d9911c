/** One thing that a getting-started page has its reader do or see. */
export type Step =
  | { readonly kind: 'file'; readonly line: number; readonly path: string; readonly text: string }
  | { readonly kind: 'command'; readonly line: number; readonly text: string; readonly fails: boolean }
  | { readonly kind: 'output'; readonly line: number; readonly text: string }

/** What marks a block of a page as a step, above it. */
const mark = /^<!-- sample: skip, getting-started\.test\.ts follows it(, which fails)? -->$/

/** The comment that names a file in its first line, in the languages that the pages have. */
const fileName = /^(?:\/\/|\/\*|#) ([\w./-]+\.\w+)(?: \*\/)?$/

/**
 * The steps of a page, in order: a block whose first line is a comment with a path is a file, any other of the language
 * `sh` is run, and one of the language `text` is what the command before it prints.
 */
export function readSteps(page: string): Step[] {
  const lines = page.split('\n')
  return lines.flatMap((line, at) => {
    const marked = mark.exec(line)
    const fence = lines[at + 1] === '' ? at + 2 : at + 1
    return marked ? [readStep(lines, fence, marked[1] !== undefined)] : []
  })
}

function readStep(lines: readonly string[], at: number, fails: boolean): Step {
  const language = /^```(\w+)$/.exec(lines[at] ?? '')?.[1]
  const end = lines.indexOf('```', at)
  if (language === undefined || end < 0) throw new Error(`line ${at + 1}: no block stands behind the mark of a step`)
  const block = lines.slice(at + 1, end)
  const text = `${block.join('\n')}\n`
  const line = at + 1
  const path = fileName.exec(block[0] ?? '')?.[1]
  if (path !== undefined) return { kind: 'file', line, path, text }
  if (language === 'sh') return { kind: 'command', line, text, fails }
  if (language === 'text') return { kind: 'output', line, text }
  throw new Error(`line ${line}: a block of ${language} names no file in its first line`)
}
