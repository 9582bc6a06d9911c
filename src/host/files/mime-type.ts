import { extname } from 'node:path'

/** Endings by type, in the order of the fact sheet, section 9. */
const endingsByType: Readonly<Record<string, string>> = {
  'image/png': 'png',
  'image/jpeg': 'jpg jpeg',
  'image/gif': 'gif',
  'image/webp': 'webp',
  'image/svg+xml': 'svg',
  'text/html': 'html htm',
  'text/css': 'css',
  'application/javascript': 'js',
  'application/json': 'json',
  'text/markdown': 'md markdown',
  'text/plain': 'txt',
  'text/csv': 'csv',
  'application/pdf': 'pdf',
  'application/zip': 'zip',
  'application/x-tar': 'tar',
  'application/gzip': 'gz',
  'audio/mpeg': 'mp3',
  'audio/wav': 'wav',
  'audio/mp4': 'm4a',
  'audio/ogg': 'ogg',
  'video/mp4': 'mp4',
  'video/webm': 'webm',
  'text/x-python': 'py',
  'text/x-swift': 'swift',
  'text/x-rust': 'rs',
  'text/x-go': 'go',
  'text/x-java': 'java',
  'text/x-c': 'c h',
  'text/x-c++': 'cpp hpp cc',
  'text/typescript': 'ts',
  'application/xml': 'xml',
  'application/x-yaml': 'yaml yml',
}

const typesByEnding = new Map(
  Object.entries(endingsByType).flatMap(([type, endings]) => endings.split(' ').map((ending) => [ending, type])),
)

/** The type that the app tells of a file: by the ending of its name alone, in either case. */
export function mimeType(name: string): string {
  return typesByEnding.get(extname(name).slice(1).toLowerCase()) ?? 'application/octet-stream'
}
