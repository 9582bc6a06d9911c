import { existsSync, readFileSync } from 'node:fs'
import { runCommand } from '../../scripts/run-command.mjs'
import { CannotCompare } from './cannot-compare.mjs'
import { readCompiler, trustsCounter } from './read.mjs'

/**
 * What the figures depend on.
 *
 * @returns {Promise<{ key: string, compiler: string, libc: string }>} `key` names what has figures of its own:
 *   architecture, compiler and its major version
 */
export async function describeMachine() {
  const command = process.env.CC || 'cc'
  const { output } = await runCommand(command, ['--version'], { quiet: true })
  const [compiler] = output.split('\n')
  const family = readCompiler(output)
  if (family === undefined) {
    throw new CannotCompare(`This compiler is neither gcc nor clang: ${command} --version says "${compiler}".`, [
      'name one of them in the environment variable CC',
    ])
  }
  checkCounter()
  return { key: `${process.arch}-${family}`, compiler, libc: describeLibc() }
}

const clockSources = '/sys/devices/system/clocksource/clocksource0/available_clocksource'

function checkCounter() {
  if (process.arch !== 'x64' || (existsSync(clockSources) && trustsCounter(readFileSync(clockSources, 'utf8')))) return
  throw new CannotCompare('This machine has no cycle counter that orders calls: the core takes another path here.', [
    `count where ${clockSources} lists tsc`,
  ])
}

function describeLibc() {
  const { glibcVersionRuntime } = process.report.getReport().header
  return glibcVersionRuntime === undefined ? 'not glibc' : `glibc ${glibcVersionRuntime}`
}
