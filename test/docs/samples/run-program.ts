import { readFile } from 'node:fs/promises'
import path from 'node:path'
import type { Project } from '../../runners/project.js'
import { runNode } from './run-node.js'
import { nameOf, type Problem, type Sample } from './sample.js'

/** What a program of the project said of a sample. */
export interface Said {
  readonly error?: string
  readonly output: string
}

/** Runs a program of the project, which says as JSON what came of each sample. */
export async function runProgram(project: Project, program: string, samples: readonly Sample[]): Promise<Said[]> {
  if (samples.length === 0) return []
  const report = path.join(project.folder, `${program}.json`)
  const { output } = await runNode(project.folder, [program, report, ...samples.map(nameOf)])
  const text = await readFile(report, 'utf8').catch(() => undefined)
  if (text === undefined) throw new Error(`${program} did not end.\n${output}`)
  return JSON.parse(text)
}

/** What is wrong with samples that a program has run: errors, and promises about what they print. */
export function problemsOf(samples: readonly Sample[], said: readonly Said[]): Problem[] {
  return samples.flatMap((sample, at) => {
    const { error, output = '' } = said[at] ?? {}
    if (error !== undefined) return [{ sample, message: `fails when it is run\n${error}` }]
    const missing = missingLine(sample, output)
    return missing === undefined ? [] : [{ sample, message: `should print ${missing}, and printed\n${output}` }]
  })
}

/** A comment behind `console.log(…)` says what it prints. */
function missingLine({ text }: Sample, output: string): string | undefined {
  const printed = output.split('\n')
  const promised = [...text.matchAll(/console\.log\(.*\) \/\/ (.*)$/gm)].map(([, promise = '']) => promise)
  return promised.find((promise) => !printed.includes(promise))
}
