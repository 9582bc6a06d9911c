import { readFileSync } from 'node:fs'
import path from 'node:path'

const file = path.join(import.meta.dirname, '../../errors/all-messages.txt')

export type MessageKind = 'Errors' | 'Violations'

/** The message that `test/errors/all-messages.txt` has under a name; `undefined` where it says that there is none. */
export function readMessage(kind: MessageKind, name: string): string | undefined {
  const part = readFileSync(file, 'utf8')
    .split(/^# /m)
    .find((text) => text.startsWith(`${kind}\n`))
  const section = part?.split(/^## /m).find((text) => text.startsWith(`${name}\n`))
  if (section === undefined) throw new Error(`test/errors/all-messages.txt has nothing of ${name}`)
  const message = section.slice(name.length).replace(/^\n+/, '').trimEnd()
  return message.startsWith('(none: ') ? undefined : message
}
