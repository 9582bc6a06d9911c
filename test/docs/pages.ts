import { readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('../..', import.meta.url))

/** The text of a page, which is named by its path in the repository. */
export function readPage(page: string): string {
  return readFileSync(path.join(root, page), 'utf8')
}

/** README.md and all pages under docs/. */
export function listPages(): string[] {
  return ['README.md', ...listMarkdown('docs')]
}

/** All Markdown files of a folder of the repository, but for those of packages. */
export function listMarkdown(folder: string): string[] {
  return readdirSync(path.join(root, folder), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.md') && !name.includes('node_modules'))
    .map((name) => path.posix.join(folder, name))
    .sort()
}
