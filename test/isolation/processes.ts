import { readdirSync, readFileSync } from 'node:fs'

/** A process of this machine. */
export interface ProcessFacts {
  readonly pid: number
  readonly parent: number
  /** Leader of its group. */
  readonly group: number
  /** `Z`: a zombie. */
  readonly state: string
  readonly command: string
}

/** Of Linux alone: what /proc says now. */
export function listProcesses(): readonly ProcessFacts[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .flatMap((pid) => {
      try {
        const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
        const [state = '', parent, group] = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
        const command = readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ')
        return [{ pid: Number(pid), parent: Number(parent), group: Number(group), state, command }]
      } catch {
        return [] // It has ended meanwhile.
      }
    })
}

/** Processes of isolated plugins that this process has started, and what these have started; zombies too. */
export function isolatedProcesses(): readonly ProcessFacts[] {
  const all = listProcesses()
  const own = all.filter(({ parent, pid, group }) => parent === process.pid && pid === group)
  const groups = new Set(own.map(({ group }) => group))
  return all.filter(({ group, command }) => groups.has(group) || command.includes('dist/child.cjs'))
}

export function openDescriptors(): number {
  return readdirSync('/proc/self/fd').length
}
