import path from 'node:path'
import type { RunResult } from '../../runners/project.js'
import { nameOf, type Problem, type Sample } from './sample.js'

/** What came of samples in TypeScript and JavaScript. */
export interface CodeRun {
  readonly problems: readonly Problem[]
  /** What the terminal showed of a sample whose test has to fail, or of a program. */
  readonly printed: ReadonlyMap<Sample, string>
}

/** What came of samples that a runner has run; `folder` is that of their files. */
export function readOutcomes(run: RunResult, samples: readonly Sample[], folder: string): CodeRun {
  if (run.json === undefined) throw new Error(`The samples did not run.\n${run.output}`)
  const { testResults } = run.json
  const printed = new Map<Sample, string>()
  const problems = samples.flatMap((sample) => {
    const name = nameOf(sample)
    const file = testResults.find((one) => one.name.includes(`/${name}.test.`) || one.name.includes(`/${name}/`))
    if (file === undefined) return [{ sample, message: `did not run\n${run.output}` }]
    const failures = file.assertionResults.flatMap(({ failureMessages }) => failureMessages ?? [])
    const hasFailed = file.status !== 'passed'
    if (sample.directive.fails) {
      printed.set(sample, failureOf(run.output, path.posix.join(folder, `${name}.test`)))
      return failures.length > 0 ? [] : [{ sample, message: `should fail, and does not\n${file.message}` }]
    }
    return hasFailed ? [{ sample, message: `fails when it is run\n${[file.message, ...failures].join('\n')}` }] : []
  })
  return { problems, printed }
}

/** What the runner prints of the failure of a file, without the place in the source: its lines are those of the page. */
function failureOf(output: string, file: string): string {
  const blocks = output.split(/\n(?= FAIL {2}|FAIL |PASS )/).map((block) => block.replace(/^\n+/, ''))
  const block =
    blocks.find((one) =>
      one
        .trimStart()
        .replace(/^FAIL +/, '')
        .startsWith(file),
    ) ?? ''
  return block.split(/\n ❯ |\n⎯|\n +>? *\d+ \||\n +at /)[0]?.trimEnd() ?? ''
}
