import { runInJest } from './jest-project.js'
import { isOfJest } from './project-files.js'
import type { CodeRun } from './read-outcomes.js'
import { isCode, type Sample } from './sample.js'
import { runInVitest } from './vitest-project.js'

/** Type-checks all samples in TypeScript and JavaScript and runs them: one project of each runner, with all of them. */
export async function runCode(samples: readonly Sample[]): Promise<CodeRun> {
  const code = samples.filter(isCode)
  const runs = await Promise.all([
    runInVitest(code.filter((sample) => !isOfJest(sample))),
    runInJest(code.filter(isOfJest)),
  ])
  return {
    problems: runs.flatMap(({ problems }) => problems),
    printed: new Map(runs.flatMap(({ printed }) => [...printed])),
  }
}
