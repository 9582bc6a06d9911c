import { accessSync, constants, lstatSync, readFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** A process, told from another that has got its number later. */
export interface ProcessName {
  readonly pid: number
  /** When it started, in ticks since boot; 0 where the system does not tell. */
  readonly start: number
}

/** Where the flight recorders of a project may lie, the best place first. */
export function flightFolders(root: string): readonly string[] {
  const name = `osaurus-mockhost-${process.getuid?.() ?? 0}`
  const owned = places().map((place) => join(place, name))
  return owned.filter(isOursOrNone).map((place) => join(place, nameOf(root)))
}

/** Anybody may make a folder of that name there. */
function isOursOrNone(path: string): boolean {
  try {
    const found = lstatSync(path)
    return found.isDirectory() && found.uid === process.getuid?.()
  } catch {
    return true
  }
}

/** Memory that lasts as long as the system, where there is some: what stands in it is never written to a disk. */
function places(): readonly string[] {
  const memory = '/dev/shm'
  return process.platform === 'linux' && isWritable(memory) ? [memory, tmpdir()] : [tmpdir()]
}

function isWritable(path: string): boolean {
  try {
    accessSync(path, constants.W_OK)
    return true
  } catch {
    return false
  }
}

/** FNV-1a, twice: `node:crypto` takes longer to load than all the rest. */
function nameOf(root: string): string {
  const hash = (seed: number) => {
    let value = seed
    for (let at = 0; at < root.length; at++) value = Math.imul(value ^ root.charCodeAt(at), 0x01000193)
    return (value >>> 0).toString(16).padStart(8, '0')
  }
  return hash(0x811c9dc5) + hash(0x5bd1e995)
}

export function thisProcess(): ProcessName {
  return nameProcess(process.pid)
}

export function nameProcess(pid: number): ProcessName {
  return { pid, start: readStat(pid)?.start ?? 0 }
}

/** Whether it runs; one that has ended and that nobody has asked about yet does not. */
export function isAlive({ pid, start }: ProcessName): boolean {
  try {
    process.kill(pid, 0)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EPERM') return false
  }
  const stat = readStat(pid)
  if (stat === undefined) return true
  return stat.state !== 'Z' && stat.state !== 'X' && (start === 0 || start === stat.start)
}

function readStat(pid: number): { readonly state: string; readonly start: number } | undefined {
  if (process.platform !== 'linux') return undefined
  try {
    const text = readFileSync(`/proc/${pid}/stat`, 'latin1')
    // The name of the program may have blanks and brackets; the rest has none.
    const fields = text.slice(text.lastIndexOf(')') + 2).split(' ')
    return { state: fields[0] ?? '', start: Number(fields[19] ?? 0) }
  } catch {
    return undefined
  }
}
