import fc from 'fast-check'
import { Undecided } from './answers.js'
import { arbitraryProgram } from './arbitrary-program.js'
import { findDeviations } from './compare.js'
import type { Executor } from './executor.js'
import { foretell } from './model.js'
import type { Program } from './program.js'

/** Programs of one seed; the next ones have the next. */
const programsOfSeed = 50
/** Milliseconds that shrinking may take. */
const shrinkingTime = 120_000

export interface Soaked {
  readonly programs: number
  /** The seed, the shrunken program and where it deviates, to be printed. */
  readonly failure?: string
}

/** Executes random programs until the time is up, or one does something else than the model says. */
export async function soak(
  executor: Executor,
  options: { readonly seconds: number; readonly seed: number },
): Promise<Soaked> {
  const end = performance.now() + options.seconds * 1000
  let programs = 0
  for (let seed = options.seed; performance.now() < end; seed++) {
    let isShrinking = false
    const property = fc.asyncProperty(arbitraryProgram, async (program) => {
      if (performance.now() > end && !isShrinking) return
      fc.pre(isDecided(program))
      if (!isShrinking) programs++
      const deviations = await deviationsOf(executor, program)
      isShrinking ||= deviations.length > 0
      if (deviations.length > 0) throw new Error(deviations.join('\n'))
    })
    const { counterexample, counterexamplePath, errorInstance } = await fc.check(property, {
      seed,
      numRuns: programsOfSeed,
      interruptAfterTimeLimit: options.seconds * 1000 + shrinkingTime,
    })
    const [program] = counterexample ?? []
    if (program !== undefined) {
      return {
        programs,
        failure: printFailure(program, `seed ${seed}, path ${counterexamplePath}`, String(errorInstance)),
      }
    }
  }
  return { programs }
}

function isDecided(program: Program): boolean {
  try {
    foretell(program)
    return true
  } catch (error) {
    if (error instanceof Undecided) return false
    throw error
  }
}

/** What the package did otherwise than the model says. */
export async function deviationsOf(executor: Executor, program: Program): Promise<string[]> {
  const expected = foretell(program)
  try {
    return findDeviations(expected, await executor.execute(program))
  } catch (error) {
    return [error instanceof Error ? error.message : String(error)]
  }
}

function printFailure(program: Program, where: string, deviations: string): string {
  const steps = program.steps.map((step) => `    ${JSON.stringify(step)},`)
  return [
    `A program did not behave as the model says (${where}):`,
    deviations,
    'the shrunken program, for test/soak/programs.ts:',
    '  {',
    `    hosts: ${JSON.stringify(program.hosts)},`,
    `    plugins: ${JSON.stringify(program.plugins)},`,
    '    steps: [',
    ...steps,
    '    ],',
    '  },',
  ].join('\n')
}
