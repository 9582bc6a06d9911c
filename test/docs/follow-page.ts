import { mkdir, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { type Ending, runLimited } from '../runners/run-limited.js'
import type { Step } from './page-steps.js'
import { findMissing } from './printed-output.js'

/** Where and how the steps of a page are made. */
export interface Reader {
  readonly folder: string
  readonly env: NodeJS.ProcessEnv
  /** What is run for a command of the page: the command, or what stands in for it here. */
  readonly translate?: (command: string) => string
}

/** A command of a page that did not do what the page says. */
export class PageIsWrong extends Error {
  constructor(line: number, what: string, command: string, { output }: Ending) {
    super(`line ${line}: ${what}\n  command  ${command.trim()}\n  it printed\n${output}`)
  }
}

/** Makes the steps of a page, in order. */
export async function followSteps(steps: readonly Step[], reader: Reader): Promise<void> {
  let last: { readonly command: string; readonly ending: Ending } | undefined
  for (const step of steps) {
    if (step.kind === 'file') await writeStep(reader.folder, step.path, step.text)
    if (step.kind === 'command') last = { command: step.text, ending: await runCommand(step, reader) }
    if (step.kind === 'output') checkOutput(step, last)
  }
}

async function writeStep(folder: string, name: string, text: string): Promise<void> {
  const file = path.join(folder, name)
  await mkdir(path.dirname(file), { recursive: true })
  await writeFile(file, text)
}

async function runCommand(step: Step & { kind: 'command' }, { folder, env, translate }: Reader): Promise<Ending> {
  const command = translate?.(step.text) ?? step.text
  // In one pipe, so that the order of what comes is the order in which it was printed.
  const script = `exec 2>&1\nset -e\n${command}`
  const ending = await runLimited({ file: 'sh', args: ['-c', script], cwd: folder, env, timeout: 240_000 })
  if (ending.timedOut) throw new PageIsWrong(step.line, 'the command did not end', step.text, ending)
  if ((ending.exitCode !== 0) === step.fails) return ending
  throw new PageIsWrong(step.line, step.fails ? 'the command did not fail' : 'the command failed', step.text, ending)
}

function checkOutput(step: Step, last: { readonly command: string; readonly ending: Ending } | undefined): void {
  if (last === undefined) throw new Error(`line ${step.line}: output, and no command before it`)
  const missing = findMissing(step.kind === 'output' ? step.text : '', last.ending.stdout)
  if (missing === undefined) return
  throw new PageIsWrong(step.line, `the command did not print\n${missing}`, last.command, last.ending)
}
