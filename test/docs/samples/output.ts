import type { Problem, Sample } from './sample.js'

/** The page with what its samples printed, in the blocks that are marked as output. */
export function fillOutputs(text: string, samples: readonly Sample[], printed: ReadonlyMap<Sample, string>): string {
  const lines = text.split('\n')
  // From the end, so that the lines of those before stay where they are.
  for (const [sample, output] of pairs(samples).reverse()) {
    const said = printed.get(sample)
    const end = lines.findIndex((line, at) => at >= output.line && /^(```|~~~)/.test(line.trim()))
    if (said !== undefined) lines.splice(output.line, end - output.line, ...normalise(said).split('\n'))
  }
  return lines.join('\n')
}

/** Blocks that are marked as output, with nothing before them that prints. */
export function findStrayOutputs(samples: readonly Sample[]): Problem[] {
  const known = new Set(pairs(samples).map(([, output]) => output))
  return samples
    .filter((sample) => sample.directive.output && !known.has(sample))
    .map((sample) => ({ sample, message: 'is no output: the block before it is neither marked "fails" nor a program' }))
}

/** Samples and the blocks behind them that show what they printed. */
function pairs(samples: readonly Sample[]): [Sample, Sample][] {
  return samples.flatMap((output, at): [Sample, Sample][] => {
    const sample = samples[at - 1]
    if (!output.directive.output || sample === undefined || sample.page !== output.page) return []
    return sample.directive.fails || sample.text.includes('console.log(') ? [[sample, output]] : []
  })
}

/** What differs from run to run: addresses, the name of the file of the sample, white space at ends of lines. */
function normalise(text: string): string {
  return text
    .replace(/\b0x[0-9a-f]{5,}\b/g, '0x…')
    .replace(/^( ?FAIL +)(?:\|\w+\| )?\S+\/\S+(\.[jt]s)/gm, '$1hello.test$2')
    .replace(/[ \t]+$/gm, '')
    .trimEnd()
}
