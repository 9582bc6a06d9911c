import { spawn } from 'node:child_process'

/** How a command ended and what it said. */
export interface Ending {
  /** `null` when a signal ended it. */
  readonly exitCode: number | null
  readonly signal: NodeJS.Signals | null
  readonly timedOut: boolean
  readonly stdout: string
  readonly stderr: string
  /** stdout and stderr as they came. */
  readonly output: string
  readonly duration: number
}

export interface Command {
  readonly file: string
  readonly args: readonly string[]
  readonly cwd: string
  readonly env: NodeJS.ProcessEnv
  /** Milliseconds; then the command and all processes it started are killed. */
  readonly timeout: number
  /** Ends the command, and all processes it started, before its time. */
  readonly until?: AbortSignal | undefined
}

const running = new Set<number>()
process.on('exit', () => running.forEach(killGroup))

/** Runs a command in a process group of its own; what is left of the group at its end is killed. */
export function runLimited({ file, args, cwd, env, timeout, until }: Command): Promise<Ending> {
  return new Promise((resolve, reject) => {
    const started = performance.now()
    const child = spawn(file, args, { cwd, env, detached: true, stdio: ['ignore', 'pipe', 'pipe'] })
    const group = child.pid
    const said = { stdout: '', stderr: '', output: '' }
    let timedOut = false
    const end = () => {
      if (group === undefined) return
      killGroup(group)
      running.delete(group)
    }
    const timer = setTimeout(() => {
      timedOut = true
      end()
    }, timeout)
    if (group !== undefined) running.add(group)
    until?.addEventListener('abort', end)
    for (const stream of ['stdout', 'stderr'] as const) {
      child[stream].setEncoding('utf8').on('data', (text: string) => {
        said[stream] += text
        said.output += text
      })
    }
    // A grandchild that keeps the pipes open must not keep us: `exit` kills the group, `close` follows.
    child.on('exit', end)
    child.on('error', (error) => {
      clearTimeout(timer)
      reject(error)
    })
    child.on('close', (exitCode, signal) => {
      clearTimeout(timer)
      resolve({ exitCode, signal, timedOut, ...said, duration: performance.now() - started })
    })
  })
}

function killGroup(group: number): void {
  try {
    process.kill(-group, 'SIGKILL')
  } catch {
    // The group is gone already.
  }
}
