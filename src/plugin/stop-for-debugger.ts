import { existsSync, writeSync } from 'node:fs'
import { basename } from 'node:path'
import { env, pid, platform } from 'node:process'
import { realNow } from '../host/real-timers.js'
import type { Binding } from '../native/binding.js'
import { wrongVariable } from './wrong-variable.js'

const variable = 'OSAURUS_MOCKHOST_DEBUG'
/** Milliseconds between two looks. */
const step = 50
const standardError = 2

/** Whether plugins are stopped before `init`, as `OSAURUS_MOCKHOST_DEBUG=attach` asks. */
export function isStopped(): boolean {
  const value = env[variable] ?? ''
  if (value !== '' && value !== 'attach') {
    throw wrongVariable({ name: variable, expected: 'attach', received: value, purpose: 'stop before init' })
  }
  return value === 'attach'
}

/** A plugin whose `init` is about to be called. */
export interface StoppedPlugin {
  readonly path: string
  /** The process that it runs in, if that is another one; 0: this one. */
  readonly process: number
}

/**
 * Says how to attach a debugger, and blocks this thread until one is there, until the file `OSAURUS_MOCKHOST_DEBUG_FILE`
 * is, or for the seconds of `OSAURUS_MOCKHOST_DEBUG_TIMEOUT`. Does nothing unless `OSAURUS_MOCKHOST_DEBUG=attach`, nor under
 * a debugger.
 */
export function stopForDebugger({ core }: Binding, { path, process }: StoppedPlugin): void {
  if (!isStopped() || core.debugger(process) !== 0) return
  const file = env[`${variable}_FILE`]
  const seconds = Number(env[`${variable}_TIMEOUT`] ?? Number.POSITIVE_INFINITY)
  const end = realNow() + seconds * 1000
  core.allowDebugger()
  writeSync(standardError, describe({ path, process: process === 0 ? pid : process }, { file, seconds }))
  const sleeper = new Int32Array(new SharedArrayBuffer(4))
  const isAwaited = () => core.debugger(process) === 0 && !(file !== undefined && existsSync(file))
  while (isAwaited() && realNow() < end) Atomics.wait(sleeper, 0, 0, step)
  const why =
    core.debugger(process) === 0 ? 'without a debugger' : 'under a debugger: no call is given up for being late'
  writeSync(standardError, `osaurus-mockhost: ${basename(path)} goes on ${why}\n`)
}

interface Keys {
  readonly file: string | undefined
  readonly seconds: number
}

function describe({ path, process }: StoppedPlugin, { file, seconds }: Keys): string {
  const attach =
    platform === 'darwin'
      ? `lldb -p ${process} -o 'breakpoint set --name invoke' -o continue`
      : `gdb -p ${process} -ex 'set breakpoint pending on' -ex 'break invoke' -ex continue`
  const rows = [
    ['process', String(process)],
    ['library', path],
    [platform === 'darwin' ? 'lldb' : 'gdb', attach],
    ...(platform === 'darwin' ? [] : [['lldb', `lldb -p ${process} -o 'breakpoint set --name invoke' -o continue`]]),
    ['waits for', waitsFor(file, seconds)],
  ]
  const lines = rows.map(([label = '', text = '']) => `  ${label.padEnd(11)}${text}`)
  return [`osaurus-mockhost: stopped before init of ${basename(path)}`, ...lines, ''].join('\n')
}

function waitsFor(file: string | undefined, seconds: number): string {
  const others = [
    ...(file === undefined ? [] : [`the file ${file}`]),
    ...(Number.isFinite(seconds) ? [`${seconds} s`] : []),
  ]
  return ['a debugger', ...others].join(', or ')
}
