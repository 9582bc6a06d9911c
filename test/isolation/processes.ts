import { readdirSync, readFileSync, readlinkSync } from 'node:fs'

/** A process, as `/proc` tells it. */
interface Listed {
  readonly id: number
  /** `'Z'`: it has ended, and nobody has asked how. */
  readonly state: string
  readonly parent: number
  /** Leader of its group. */
  readonly group: number
  readonly command: string
}

/** The processes of isolated plugins that this one has, and everything below it that nobody has waited for. */
export function children(): readonly Listed[] {
  const own = listProcesses().filter(({ parent }) => parent === process.pid)
  return own.filter(({ command, state }) => /\b(child\.cjs|in-child-program\.cjs)/.test(command) || state === 'Z')
}

/** Numbers of the live members of a process group. */
export function membersOf(group: number): readonly number[] {
  return listProcesses()
    .filter((listed) => listed.group === group && !'ZX'.includes(listed.state))
    .map(({ id }) => id)
}

/** How many sockets and memory files this process has open: what processes of plugins need. */
export function countDescriptors(): number {
  return readdirSync('/proc/self/fd').filter((fd) => /^(socket:|\/memfd:)/.test(targetOf(fd))).length
}

function listProcesses(): readonly Listed[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .flatMap((name) => {
      const [, id, state = '', parent, group] =
        /^(\d+) \(.*\) (\S) (\d+) (\d+)/s.exec(readIfThere(`/proc/${name}/stat`)) ?? []
      if (id === undefined) return []
      const command = readIfThere(`/proc/${name}/cmdline`).replaceAll('\0', ' ')
      return [{ id: Number(id), state, parent: Number(parent), group: Number(group), command }]
    })
}

function readIfThere(file: string): string {
  try {
    return readFileSync(file, 'utf8')
  } catch {
    return ''
  }
}

function targetOf(fd: string): string {
  try {
    return readlinkSync(`/proc/self/fd/${fd}`)
  } catch {
    return ''
  }
}
