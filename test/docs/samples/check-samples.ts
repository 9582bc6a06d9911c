import { checkC } from './check-c.js'
import { checkCommands } from './check-commands.js'
import { findStrayOutputs } from './output.js'
import { runCode } from './run-code.js'
import { isCode, type Problem, type Sample } from './sample.js'

/** What is wrong with the samples, and what those printed whose output stands in the page. */
export interface Verdict {
  readonly problems: readonly Problem[]
  readonly printed: ReadonlyMap<Sample, string>
}

/** Checks each sample as its language asks for: compiles it, reads it, runs it. */
export async function checkSamples(samples: readonly Sample[]): Promise<Verdict> {
  const checked = samples.filter(({ directive }) => directive.skip === undefined)
  const of = (language: string) => checked.filter((sample) => sample.language === language)
  const [code, ofC] = await Promise.all([runCode(checked), checkC(of('c'))])
  return {
    problems: [
      ...checked.flatMap(checkHead),
      ...of('json').flatMap(checkJson),
      ...checkCommands(of('sh'), samples),
      ...findStrayOutputs(checked),
      ...ofC,
      ...code.problems,
    ],
    printed: code.printed,
  }
}

function checkHead(sample: Sample): Problem[] {
  const { language, directive } = sample
  if (directive.unknown) return [{ sample, message: `there is no directive "${directive.unknown}"` }]
  if (isCode(sample) || ['json', 'c', 'sh', 'text'].includes(language)) return []
  const message = language ? `nothing checks the language "${language}": say skip and the reason` : 'says no language'
  return [{ sample, message }]
}

function checkJson(sample: Sample): Problem[] {
  try {
    JSON.parse(sample.text)
    return []
  } catch (error) {
    return [{ sample, message: `is no JSON: ${error instanceof Error ? error.message : error}` }]
  }
}
