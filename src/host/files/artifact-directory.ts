import { mkdirSync, readdirSync, realpathSync, writeFileSync } from 'node:fs'
import { homedir } from 'node:os'
import { dirname, isAbsolute, join } from 'node:path'
import { MockHostError } from '../../errors/mockhost-error.js'
import { runtime } from '../../native/runtime.js'
import { makeTemporaryFolder } from '../../native/temporary-folder.js'
import { printValue } from '../../report/print-value.js'
import type { HostArtifacts } from './contract.js'
import { relativeName, standardise } from './relative-name.js'

/** The folder behind `host.artifacts`, and the way from the paths of a plugin into it. */
export class ArtifactDirectory implements HostArtifacts {
  readonly #hostName: () => string
  #directory: string | undefined
  /** What the test has named: all else in the directory is another's. */
  readonly #named = new Set<string>()
  #isClosed = false

  /** @param hostName for messages */
  constructor(hostName: () => string) {
    this.#hostName = hostName
  }

  get directory(): string {
    if (this.#isClosed) throw closed(this.#hostName())
    this.#directory ??= makeTemporaryFolder(runtime().binding().core, 'osaurus-mockhost-artifacts-')
    return this.#directory
  }

  write(name: string, content: string | Uint8Array): string {
    if (typeof content !== 'string' && !ArrayBuffer.isView(content)) throw noContent(name, content)
    const path = this.path(name)
    mkdirSync(dirname(path), { recursive: true })
    writeFileSync(path, content)
    return path
  }

  path(name: string): string {
    if (!isName(name)) throw wrongName(name)
    const path = join(this.directory, standardise(name))
    this.#named.add(path)
    return path
  }

  /** Files in the directory that neither `write` nor `path` has named. */
  get unnamed(): readonly string[] {
    if (this.#directory === undefined) return []
    const entries = readdirSync(this.#directory, { recursive: true, withFileTypes: true })
    const files = entries.filter((entry) => !entry.isDirectory())
    return files.map((entry) => join(entry.parentPath, entry.name)).filter((path) => !this.#named.has(path))
  }

  /** The name of an artifact that a plugin asks for; `undefined` when the path is none of an artifact. */
  nameOf(path: string): string | undefined {
    const inApp = join(homedir(), '.osaurus/artifacts')
    return relativeName(path, this.#directory === undefined ? [inApp] : [inApp, this.#directory])
  }

  /**
   * Where an artifact really lies, links resolved: `'missing'` when it is not there, `'outside'` when a link leads out of
   * the directory.
   */
  locate(name: string): { readonly path: string } | 'missing' | 'outside' {
    const directory = this.#directory
    if (directory === undefined) return 'missing'
    const path = resolveLinks(join(directory, name))
    if (path === undefined) return 'missing'
    return relativeName(path, [directory]) === undefined ? 'outside' : { path }
  }

  /** Removes the directory with all that is in it. A second call does nothing. */
  close(): void {
    const directory = this.#directory
    this.#isClosed = true
    this.#directory = undefined
    if (directory !== undefined) runtime().binding().core.folderRemove(directory)
  }
}

/** `undefined` for what cannot be reached, for whatever reason: to a plugin it is not there. */
function resolveLinks(path: string): string | undefined {
  try {
    return realpathSync(path)
  } catch {
    return undefined
  }
}

function isName(name: unknown): boolean {
  if (typeof name !== 'string' || name === '' || name.includes('\0') || isAbsolute(name)) return false
  const [first] = standardise(name).split('/')
  return first !== '.' && first !== '..'
}

function wrongName(name: unknown): MockHostError {
  return new MockHostError({
    code: 'INVALID_ARGUMENT',
    message: `${printValue(name)} is no name of a file below host.artifacts.directory.`,
    details: [['expected', "a relative path that stays in the directory: 'a.png', 'charts/a.png'"]],
    fix: 'give a name without a leading slash and without .. that leads out',
  })
}

function noContent(name: unknown, content: unknown): MockHostError {
  return new MockHostError({
    code: 'INVALID_ARGUMENT',
    message: `${printValue(content)} is no content for the file ${printValue(name)}.`,
    fix: 'give text or bytes (a Uint8Array)',
  })
}

function closed(hostName: string): MockHostError {
  return new MockHostError({
    code: 'HOST_CLOSED',
    message: `${hostName} was closed, and its artifacts were removed.`,
    fix: 'read artifacts before close(), or make another MockHost',
  })
}
