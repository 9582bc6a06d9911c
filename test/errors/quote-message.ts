import { readFileSync } from 'node:fs'
import path from 'node:path'

const root = path.join(import.meta.dirname, '../..')

/** The first message of that code in a file of snapshots, inline or of their own. It is the file's test that keeps it true. */
export function quoteMessage(code: string, file: string): string {
  const source = readFileSync(path.join(root, file), 'utf8')
  const text = path.extname(file) === '.txt' ? source : source.replaceAll(/\\([\\`$])/g, '$1')
  const end = text.indexOf(`docs/errors/${code}.md`)
  const start = text.lastIndexOf(`${code}: `, end)
  if (start === -1) throw new Error(`${file} has no message ${code}`)
  return dedent(text.slice(start, end + `docs/errors/${code}.md`.length))
}

/** Rows of a message are two spaces further in than its sentence. */
function dedent(text: string): string {
  const [sentence = '', ...rows] = text.split('\n')
  const depths = rows.filter((row) => row.trim() !== '').map((row) => row.search(/\S/))
  const outer = Math.min(...depths) - 2
  return [sentence, ...rows.map((row) => row.slice(outer))].join('\n')
}
