import path from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'
import { listPages, readPage } from './pages.js'
import { checkSamples, type Verdict } from './samples/check-samples.js'
import { extractSamples } from './samples/extract.js'
import { fillOutputs } from './samples/output.js'
import { placeOf, type Sample } from './samples/sample.js'

/** Generated pages whose samples another test runs. */
const runElsewhere = ['docs/what-it-catches.md']

const badPage = 'test/docs/samples/bad-page.md'
const samples = listPages().flatMap((page) => samplesOf(page).map(onlyTypesOfOthers))
const badSamples = samplesOf(badPage)
let verdict: Verdict

// All in one run of each runner.
beforeAll(async () => {
  verdict = await checkSamples([...samples, ...badSamples])
}, 120_000)

it.each(samples.map((sample) => [placeOf(sample), sample.language, sample] as const))('%s %s', (_, __, sample) => {
  const messages = messagesOf(sample)
  if (messages.length > 0) throw new Error([placeOf(sample), ...messages, '', sample.text].join('\n'))
})

it('says which samples are left out, and why', () => {
  const left = samples.filter(({ directive }) => directive.skip !== undefined)
  if (left.length > 0) console.log(left.map((sample) => `${placeOf(sample)}: ${sample.directive.skip}`).join('\n'))
})

// To bring them in step: npm run docs
it.each(pagesWithOutput())('%s shows the output of a run', async (page) => {
  const own = samples.filter((sample) => sample.page === page)
  const filled = fillOutputs(readPage(page), own, verdict.printed)
  await expect(filled).toMatchFileSnapshot(path.join(import.meta.dirname, '../..', page))
})

describe('a bad sample is told', () => {
  const expected = badSamples.map((sample) => [sample.line, expectationOf(sample), sample] as const)

  it.each(expected)('in line %s: %s', (_, message, sample) => {
    expect(messagesOf(sample).join('\n')).toContain(message)
  })
})

function samplesOf(page: string): Sample[] {
  return extractSamples(page, readPage(page))
}

function onlyTypesOfOthers(sample: Sample): Sample {
  if (!runElsewhere.includes(sample.page)) return sample
  return { ...sample, directive: { ...sample.directive, onlyTypes: true } }
}

function pagesWithOutput(): string[] {
  return [...new Set(samples.filter(({ directive }) => directive.output).map(({ page }) => page))]
}

function messagesOf(sample: Sample): string[] {
  return verdict.problems.filter((problem) => problem.sample === sample).map(({ message }) => message)
}

/** What is to be said of a sample stands in the last line of text before it. */
function expectationOf({ line }: Sample): string {
  const before = readPage(badPage)
    .split('\n')
    .slice(0, line - 1)
  return before.findLast((text) => text !== '' && !text.startsWith('<!--')) ?? ''
}
