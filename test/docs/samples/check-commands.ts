import { spawnSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { repository } from '../../runners/packed-package.js'
import type { Problem, Sample } from './sample.js'

/** Programs that pages may call without further ado. */
const programs = new Set(
  'addr2line atos cargo cc cd cp echo gcc clang gdb git lldb mkdir node npm npx swift swiftc setarch xcode-select'.split(
    ' ',
  ),
)

/** Programs of packages that a page may have run by `npx`. */
const packagePrograms = new Set(['vitest', 'jest', 'osaurus-mockhost'])

/**
 * Looks at the commands of samples for the shell: whether the shell can read them, and whether what they name is
 * there: scripts of npm (of the project, its examples, or a package.json on the same page), files, programs.
 */
export function checkCommands(samples: readonly Sample[], all: readonly Sample[]): Problem[] {
  return samples.flatMap((sample) => {
    const wrong = [...readByShell(sample), ...commandsOf(sample).flatMap((words) => checkCommand(words, sample, all))]
    return wrong.length > 0 ? [{ sample, message: wrong.join('\n') }] : []
  })
}

function readByShell({ text }: Sample): string[] {
  const { status, stderr } = spawnSync('sh', ['-n'], { input: text, encoding: 'utf8' })
  return status === 0 ? [] : [`the shell cannot read it: ${stderr.trim()}`]
}

/** The simple commands, each as its words, without what sets variables. */
function commandsOf({ text }: Sample): string[][] {
  return text
    .replace(/\\\n/g, ' ')
    .split('\n')
    .map((line) => line.replace(/(^|\s)#.*$/, ''))
    .flatMap((line) => line.replace(/\$\([^)]*\)/g, '').split(/&&|\|\||[;|]/))
    .map((command) => command.match(/(?:[^\s"']|"[^"]*"|'[^']*')+/g) ?? [])
    .map((words) => words.slice(words.findIndex((word) => !/^\w+=/.test(word))))
    .filter((words) => words.length > 0)
}

function checkCommand(words: readonly string[], sample: Sample, all: readonly Sample[]): string[] {
  const [program = '', ...args] = words
  if (!programs.has(program))
    return [`"${program}" is no program that the pages use (test/docs/samples/check-commands.ts)`]
  if (program === 'setarch')
    return checkCommand(
      args.filter((arg) => arg !== '-R'),
      sample,
      all,
    )
  if (program === 'npx') return checkNpx(args)
  if (program === 'npm') return checkNpm(args, sample, all)
  return []
}

function checkNpx(args: readonly string[]): string[] {
  const name = args.find((arg) => !arg.startsWith('-')) ?? ''
  return packagePrograms.has(name)
    ? []
    : [`npx ${name}: no program that the pages use (test/docs/samples/check-commands.ts)`]
}

const npmCommands = new Set(['ci', 'install', 'init', 'pack', 'pkg', 'test', 'run'])

function checkNpm([command = '', ...args]: readonly string[], { page }: Sample, all: readonly Sample[]): string[] {
  if (!npmCommands.has(command)) return [`npm ${command}: there is no such command`]
  if (command !== 'run') return []
  const own = all.filter((one) => one.page === page && one.language === 'json').map(({ text }) => text)
  const texts = [...packageFiles.filter(existsSync).map((file) => readFileSync(file, 'utf8')), ...own]
  const scripts = texts.flatMap((text) => Object.keys(readScripts(text)))
  const [script = ''] = args.filter((arg) => !arg.startsWith('-'))
  return scripts.includes(script) ? [] : [`npm run ${script}: no package.json has such a script`]
}

const packageFiles = ['.', 'examples/hello-plugin', 'examples/notes-plugin'].map((folder) =>
  path.join(repository, folder, 'package.json'),
)

function readScripts(text: string): object {
  try {
    return JSON.parse(text).scripts ?? {}
  } catch {
    return {}
  }
}
