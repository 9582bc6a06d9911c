import { readFileSync, statSync } from 'node:fs'
import { sortedJSON } from '../../abi/sorted-json.js'
import { readJSON } from '../rules/json-object.js'
import type { ArtifactDirectory } from './artifact-directory.js'
import { mimeType } from './mime-type.js'

/** Codes of the fact sheet, section 9. */
type FileError = 'invalid_request' | 'access_denied' | 'not_found' | 'file_too_large' | 'read_error'

/** The error of a request that the app refuses before it looks for the file; `undefined` when there is none. */
export function refuseFileRead(request: string | null, artifacts: ArtifactDirectory): string | undefined {
  if (request === null) return undefined
  const path = pathOf(request)
  if (path === undefined) return failure('invalid_request', 'file_read wants an object with the string "path"')
  return artifacts.nameOf(path) === undefined ? denied(path) : undefined
}

/** What `file_read` answers: the file, or why it cannot be read. NULL for NULL. */
export function answerFileRead(
  request: string | null,
  artifacts: ArtifactDirectory,
  largestSize: number,
): string | null {
  const path = request === null ? undefined : pathOf(request)
  const name = path === undefined ? undefined : artifacts.nameOf(path)
  if (path === undefined || name === undefined) return refuseFileRead(request, artifacts) ?? null
  const place = artifacts.locate(name)
  if (place === 'outside') return denied(path)
  if (place === 'missing') return missing(path)
  try {
    return readArtifact(place.path, name, largestSize)
  } catch (error) {
    return failure('read_error', String(error))
  }
}

function readArtifact(file: string, name: string, largestSize: number): string {
  const status = statSync(file)
  // A directory, or a pipe, which would block for ever.
  if (!status.isFile()) return failure('read_error', `${name} is no file`)
  if (status.size > largestSize) {
    return failure('file_too_large', `${name} has ${status.size} bytes; at most ${largestSize} are read`)
  }
  const bytes = readFileSync(file)
  return sortedJSON({ data: bytes.toString('base64'), mime_type: mimeType(name), size: bytes.length })
}

function pathOf(request: string): string | undefined {
  const json = readJSON(request)
  const path = json.kind === 'object' ? json.fields.path : undefined
  return typeof path === 'string' ? path : undefined
}

function denied(path: string): string {
  return failure('access_denied', `${path} is not below ~/.osaurus/artifacts/`)
}

function missing(path: string): string {
  return failure('not_found', `there is no file ${path}; a test puts it there with host.artifacts.write(name, content)`)
}

function failure(error: FileError, message: string): string {
  return sortedJSON({ error, message })
}
