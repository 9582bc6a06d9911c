import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import path from 'node:path'
import { describe, expect, it } from 'vitest'
import { repository } from '../runners/packed-package.js'

interface Step {
  readonly uses?: string
  readonly run?: string
}

interface Job {
  readonly needs?: string | readonly string[]
  readonly steps?: readonly Step[]
  readonly uses?: string
  readonly permissions?: Readonly<Record<string, string>>
}

// knip brings a parser.
const ofKnip = createRequire(createRequire(import.meta.url).resolve('knip'))
const { parse } = ofKnip('yaml') as { parse(text: string): { readonly jobs: Readonly<Record<string, Job>> } }
const folder = path.join(repository, '.github/workflows')
const { scripts } = JSON.parse(readFileSync(path.join(repository, 'package.json'), 'utf8'))

describe.each(readdirSync(folder))('%s', (name) => {
  const { jobs } = parse(readFileSync(path.join(folder, name), 'utf8'))
  const steps = Object.values(jobs).flatMap((job) => job.steps ?? [])
  const commands = steps.flatMap(({ run }) => run ?? []).join('\n')

  it('runs scripts and files that are there', () => {
    const asked = [...commands.matchAll(/npm run ([\w:]+)|npm (test)\b/g)].map(([, run, test]) => run ?? test)
    expect(asked.filter((script) => !(String(script) in scripts))).toEqual([])
    const files = [...commands.matchAll(/node (scripts\/\S+)/g)].map(([, file = '']) => file)
    expect(files.filter((file) => !existsSync(path.join(repository, file)))).toEqual([])
  })

  it('names its actions by major version, and jobs that are there', () => {
    const actions = steps.flatMap(({ uses }) => uses ?? [])
    expect(actions.filter((action) => !/^[\w-]+\/[\w-]+@v\d+$/.test(action))).toEqual([])
    const needed = Object.values(jobs).flatMap(({ needs }) => needs ?? [])
    expect(needed.filter((job) => !(job in jobs))).toEqual([])
  })
})

it('only the job that publishes may sign, and it comes after all others', () => {
  const { jobs } = parse(readFileSync(path.join(folder, 'release.yml'), 'utf8'))
  const signing = Object.keys(jobs).filter((job) => jobs[job]?.permissions?.['id-token'])
  expect(signing).toEqual(['publish'])
  expect(jobs.publish?.needs).toEqual(['ci', 'try'])
  expect(jobs.publish?.steps?.at(-1)?.run).toContain('npm publish --provenance')
})
