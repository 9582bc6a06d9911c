import { basename } from 'node:path'
import { MockHostError } from '../../errors/mockhost-error.js'
import { quoteForShell } from './quarantine.js'
import type { RunCommand } from './run-command.js'

/** The error for a file whose code signature macOS does not accept; `undefined` for any other. */
export function findBadSignature(path: string, run: RunCommand): MockHostError | undefined {
  const { status, stderr } = run('/usr/bin/codesign', ['--verify', '--verbose=2', path])
  if (status === 0 || status === undefined) return undefined
  return new MockHostError({
    code: 'INVALID_SIGNATURE',
    message: `${basename(path)} ${describeFault(stderr)}.`,
    details: [
      ['file', path],
      ['codesign', stderr.trim()],
    ],
    fix: `sign it as the last step of the build: codesign --force --sign - ${quoteForShell(path)}`,
  })
}

function describeFault(text: string): string {
  if (text.includes('not signed at all')) return 'is not signed, and Apple silicon runs only signed code'
  if (text.includes('modified')) return 'was changed after it was signed'
  return 'has a code signature that macOS does not accept'
}
