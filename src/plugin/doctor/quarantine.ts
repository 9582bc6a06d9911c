import { basename } from 'node:path'
import { MockHostError } from '../../errors/mockhost-error.js'
import type { RunCommand } from './run-command.js'

const attribute = 'com.apple.quarantine'

/** The error for a file that macOS holds in quarantine, because it was downloaded; `undefined` for any other. */
export function findQuarantine(path: string, run: RunCommand): MockHostError | undefined {
  const { status, stdout } = run('/usr/bin/xattr', ['-p', attribute, path])
  if (status !== 0) return undefined
  const value = stdout.trim()
  return new MockHostError({
    code: 'QUARANTINED',
    message: `${basename(path)} is in quarantine${describeAgent(value)}: macOS loads it only when it is notarised.`,
    details: [
      ['file', path],
      [attribute, value],
    ],
    fix: `if you trust the file: xattr -d ${attribute} ${quoteForShell(path)}`,
  })
}

/** The value is `flags;time;name of the program that fetched it;id`. */
function describeAgent(value: string): string {
  const agent = value.split(';')[2] ?? ''
  return agent === '' ? '' : ` since ${agent} fetched it`
}

/** A path as a shell takes it. */
export function quoteForShell(path: string): string {
  return /^[\w@%+=:,./-]+$/.test(path) ? path : `'${path.replaceAll("'", `'\\''`)}'`
}
