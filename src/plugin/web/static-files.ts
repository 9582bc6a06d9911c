import { readFileSync, realpathSync, statSync } from 'node:fs'
import { basename, dirname, extname, join } from 'node:path'
import type { WebManifest } from '../contract.js'
import { normaliseMount } from '../web-mount.js'
import { contentTypeOf } from './content-types.js'
import { addPageContext, type PageContext } from './page-context.js'
import { type Reply, refuse } from './reply.js'

/** A request for a static file. */
export interface FileRequest {
  readonly web: WebManifest
  /** The version directory, which `static_dir` lies in. */
  readonly directory: string
  /** Raw sub-path below the mount, or the mount itself. */
  readonly path: string
  readonly page: Omit<PageContext, 'apiMount'>
}

/**
 * The file of a path below the mount, else the entry, as single-page apps want it (fact sheet, section 11.5). Escapes in
 * the path are not decoded, as in the app: a file with a space in its name is out of reach.
 */
export function serveFile({ web, directory, path, page }: FileRequest): Reply {
  const root = resolveLinks(join(directory, web.static_dir))
  for (const name of [relativePath(web, path), web.entry]) {
    const file = resolveLinks(join(root, name))
    if (file !== root && !file.startsWith(`${root}/`)) return refuse(403, 'Access denied')
    const found = readFile(file)
    if (found === 'unreadable') break
    if (found !== undefined) return answer(file, found, { ...page, apiMount: web.api_mount })
  }
  return refuse(404, 'File not found')
}

function relativePath({ mount, entry }: WebManifest, path: string): string {
  const below = path.slice(normaliseMount(mount).replace(/\/$/, '').length)
  return below === '' || below === '/' ? entry : below.slice(1)
}

/** The path without symbolic links, as far as it is there. */
function resolveLinks(path: string): string {
  try {
    return realpathSync(path)
  } catch {
    const parent = dirname(path)
    return parent === path ? path : join(resolveLinks(parent), basename(path))
  }
}

/** `undefined`: there is no such file. What is there and no readable file, a directory above all, has no fallback. */
function readFile(file: string): Buffer | 'unreadable' | undefined {
  try {
    // A pipe would keep this thread waiting.
    return statSync(file).isFile() ? readFileSync(file) : 'unreadable'
  } catch (error) {
    const isMissing = ['ENOENT', 'ENOTDIR', 'ENAMETOOLONG'].includes((error as NodeJS.ErrnoException).code ?? '')
    return isMissing ? undefined : 'unreadable'
  }
}

function answer(file: string, content: Buffer, context: PageContext): Reply {
  return {
    status: 200,
    headers: [
      ['Content-Type', contentTypeOf(file)],
      ['Cache-Control', 'public, max-age=3600'],
    ],
    // The app compares this ending as it is written.
    body: ['.html', '.htm'].includes(extname(file)) ? addPageContext(content, context) : content,
  }
}
