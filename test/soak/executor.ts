import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { cp, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { buildPlugins } from '../fixtures/plugins/build.mjs'
import type { Behaviour, Program } from './program.js'

const script = fileURLToPath(new URL('scripts/execute.mjs', import.meta.url))
const ending = process.platform === 'darwin' ? 'dylib' : 'so'
/** Far above what the steps of a program may take; who is slower hangs. */
const patience = 60_000
/** Private images stay loaded, so a process ends after so many programs. */
const programsOfProcess = 300

/** Executes programs on the package that was built, in child processes. A crash and a hang are errors. */
export class Executor {
  readonly #folder: string
  #child: ChildProcess | undefined
  #executed = 0

  private constructor(folder: string) {
    this.#folder = folder
  }

  /** In a folder of its own: a private image gets a link to each neighbour of the library. */
  static async open(): Promise<Executor> {
    const { puppet = '' } = await buildPlugins(['puppet'])
    const folder = await mkdtemp(join(tmpdir(), 'soak-'))
    const threads = `libpuppet_threads.${ending}`
    await cp(puppet, join(folder, `libpuppet.${ending}`))
    await cp(puppet, join(folder, `libpuppet_shared.${ending}`))
    await cp(join(dirname(puppet), threads), join(folder, threads))
    return new Executor(folder)
  }

  async close(): Promise<void> {
    await this.#end()
    await rm(this.#folder, { recursive: true, force: true })
  }

  async execute(program: Program): Promise<Behaviour> {
    if (this.#executed++ % programsOfProcess === 0) await this.#end()
    this.#child ??= this.#start()
    const child = this.#child
    const { behaviour, crash } = await replyTo(child, program)
    if (behaviour !== undefined) return behaviour
    await this.#end('SIGKILL')
    throw new Error(crash)
  }

  #start(): ChildProcess {
    const env = { ...process.env, ...JSON.parse(process.env.SOAK_ENV ?? '{}') }
    return fork(script, [this.#folder], { serialization: 'advanced', env })
  }

  async #end(signal: NodeJS.Signals = 'SIGTERM'): Promise<void> {
    const child = this.#child
    this.#child = undefined
    if (child === undefined || child.exitCode !== null || child.signalCode !== null) return
    const exited = once(child, 'exit')
    child.kill(signal)
    await exited
  }
}

interface Reply {
  readonly behaviour?: Behaviour
  readonly crash?: string
}

function replyTo(child: ChildProcess, program: Program): Promise<Reply> {
  return new Promise((resolve) => {
    const settle = (reply: Reply) => {
      clearTimeout(timer)
      child.off('message', settle).off('exit', onExit)
      resolve(reply)
    }
    const onExit = (code: number | null, signal: string | null) =>
      settle({ crash: `the process ended with ${signal ?? `exit code ${code}`}` })
    const timer = setTimeout(() => settle({ crash: `the program hangs: no end within ${patience} ms` }), patience)
    child.on('message', settle).on('exit', onExit)
    child.send(program)
  })
}
