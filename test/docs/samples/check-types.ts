import path from 'node:path'
import { repository } from '../../runners/packed-package.js'
import type { Project } from '../../runners/project.js'
import { runNode } from './run-node.js'
import { nameOf, type Problem, type Sample } from './sample.js'

/** What the compiler says, by the place that it names: the lines are those of the page. */
export async function checkTypes(project: Project, samples: readonly Sample[]): Promise<Problem[]> {
  const compiler = path.join(repository, 'node_modules/typescript/bin/tsc')
  const { exitCode, output } = await runNode(project.folder, [compiler, '--pretty', 'false', '-p', '.'])
  const said = output.split('\n').filter((line) => /^\S+\(\d+,\d+\): /.test(line))
  const found = samples.flatMap((sample) => {
    const own = said.filter((line) => line.includes(`/${nameOf(sample)}.test.`) || line.includes(`/${nameOf(sample)}/`))
    const texts = own.map((line) => line.replace(/^\S+\((\d+),\d+\): /, 'line $1: '))
    return own.length > 0 ? [{ sample, message: `does not type-check\n${texts.join('\n')}` }] : []
  })
  if (exitCode !== 0 && found.length === 0) throw new Error(`The samples were not type-checked.\n${output}`)
  return found
}

/** The configuration of the compiler in a project of samples. */
export function tsconfig(types: readonly string[]): string {
  const compilerOptions = {
    target: 'ES2022',
    lib: ['ES2023', 'ESNext.Disposable'],
    module: 'nodenext',
    moduleResolution: 'nodenext',
    types,
    strict: true,
    noEmit: true,
    allowJs: true,
    checkJs: true,
    skipLibCheck: true,
  }
  const include = ['samples', 'alone', 'types', 'configs/*/*.config.*', 'matchers.d.ts']
  return JSON.stringify({ compilerOptions, include })
}
