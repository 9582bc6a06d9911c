import { type ChildProcess, execFile, spawn } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { beforeAll, describe, expect, it, onTestFinished } from 'vitest'
import { buildPlugins } from '../fixtures/plugins/build.mjs'
import { compileText } from '../plugin/compile-text.js'

const program = fileURLToPath(new URL('scripts/stops-for-debugger.mjs', import.meta.url))
const onLinux = it.runIf(process.platform === 'linux')

/** Attaches to a process as a debugger does, says so, and lets it go when its input ends. */
const tracer = `
#include <stdio.h>
#include <stdlib.h>
#include <sys/ptrace.h>
int main(int count, char **arguments) {
  if (count != 2 || ptrace(PTRACE_SEIZE, atoi(arguments[1]), 0, 0) != 0) return 3;
  puts("attached");
  fflush(stdout);
  return getchar() == EOF ? 0 : 1;
}`

let library: string

beforeAll(async () => {
  const { chatter } = await buildPlugins(['chatter'])
  if (chatter === undefined) throw new Error('no fixture plugin chatter')
  library = chatter
})

function makeFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'debugger-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  return folder
}

/** The program in a process of its own, and what it has said so far. */
class Program {
  output = ''
  readonly #child: ChildProcess
  readonly #hasEnded: Promise<unknown>

  constructor(where: 'here' | 'isolated', env: NodeJS.ProcessEnv) {
    this.#child = spawn(process.execPath, [program, library, where], { env: { ...process.env, ...env } })
    for (const stream of [this.#child.stdout, this.#child.stderr]) {
      stream?.on('data', (text) => {
        this.output += text
      })
    }
    this.#hasEnded = new Promise((resolve) => this.#child.on('close', resolve))
    onTestFinished(() => void this.#child.kill('SIGKILL'))
  }

  async says(pattern: RegExp): Promise<RegExpExecArray> {
    await expect.poll(() => this.output).toMatch(pattern)
    return pattern.exec(this.output) as RegExpExecArray
  }

  async ends(): Promise<string> {
    await this.#hasEnded
    return this.output
  }
}

/** Debugs a process until the test ends; `false` where the system does not let us. */
async function attach(id: string): Promise<boolean> {
  const path = join(makeFolder(), 'tracer')
  await compileText(path, tracer, [])
  const child = spawn(path, [id], { stdio: ['pipe', 'pipe', 'ignore'] })
  onTestFinished(() => void child.kill('SIGKILL'))
  return new Promise((resolve) => {
    child.stdout.on('data', () => resolve(true))
    child.on('exit', () => resolve(false))
  })
}

describe('OSAURUS_MOCKHOST_DEBUG=attach', () => {
  it('stops before init, with the command of the debugger, and goes on when the key file is there', async () => {
    const key = join(makeFolder(), 'go')
    const stopped = new Program('here', { OSAURUS_MOCKHOST_DEBUG: 'attach', OSAURUS_MOCKHOST_DEBUG_FILE: key })
    await stopped.says(/stopped before init of libchatter/)
    expect(stopped.output).toMatch(/ {2}process {4}\d+\n {2}library {4}\/.*libchatter\.\w+\n/)
    if (process.platform === 'linux')
      expect(stopped.output).toMatch(/ {2}gdb {8}gdb -p \d+ -ex 'set breakpoint pending/)
    expect(stopped.output).toMatch(/ {2}lldb {7}lldb -p \d+ -o /)
    expect(stopped.output).toContain(`waits for  a debugger, or the file ${key}`)
    expect(stopped.output).not.toContain('loaded')
    writeFileSync(key, '')
    const output = await stopped.ends()
    expect(output).toMatch(/goes on without a debugger\n.*loaded\n/s)
    expect(output).toContain('call CALL_TIMED_OUT')
  })

  it('goes on when its time is over', async () => {
    const env = { OSAURUS_MOCKHOST_DEBUG: 'attach', OSAURUS_MOCKHOST_DEBUG_TIMEOUT: '0.1' }
    const output = await new Program('here', env).ends()
    expect(output).toMatch(/waits for {2}a debugger, or 0\.1 s\n.*goes on without a debugger\n/s)
  })

  it('is all that the variable may say', async () => {
    const output = await new Program('here', { OSAURUS_MOCKHOST_DEBUG: 'wait' }).ends()
    expect(output).toMatch(/INVALID_OPTION: The environment variable OSAURUS_MOCKHOST_DEBUG has a wrong value/)
  })

  onLinux('goes on under a debugger, and then nothing is given up for being late', async (context) => {
    const stopped = new Program('here', { OSAURUS_MOCKHOST_DEBUG: 'attach' })
    const [, id = ''] = await stopped.says(/process +(\d+)/)
    if (!(await attach(id))) context.skip('the system lets nobody debug')
    await stopped.says(/goes on under a debugger: no call is given up for being late/)
    await stopped.says(/responder .*/)
    expect(stopped.output).toMatch(/call \{"ok":true.*\nsync \{"ok":true.*\nresponder .*200/)
    expect(stopped.output).not.toContain('until UNTIL_TIMED_OUT')
  })

  onLinux('stops an isolated plugin, whose own process is the one to debug', async (context) => {
    const stopped = new Program('isolated', { OSAURUS_MOCKHOST_DEBUG: 'attach' })
    const [, id = ''] = await stopped.says(/process +(\d+)/)
    if (!(await attach(id))) context.skip('the system lets nobody debug')
    await stopped.says(/call \{"ok":true/)
  })

  onLinux('prints a command that gdb takes, for a private copy too', async (context) => {
    const hasDebugger = await promisify(execFile)('gdb', ['--version']).then(
      () => true,
      () => false,
    )
    if (!hasDebugger) context.skip('there is no gdb')
    const stopped = new Program('here', { OSAURUS_MOCKHOST_DEBUG: 'attach' })
    const [, command = ''] = await stopped.says(/gdb +(gdb -p .*)\n {2}lldb/)
    // At the first stop in the plugin it tells where it is, and lets the process go.
    const script = `${command} -batch -ex backtrace -ex detach`
    const { stdout } = await promisify(execFile)('sh', ['-c', script], { timeout: 60_000 })
    expect(stdout).toMatch(/#0 +invoke \(.*chatter\.c:\d+/)
  })
})
