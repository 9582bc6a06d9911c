import { readFile, rm } from 'node:fs/promises'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createProject, type Project } from './project.js'

const config = `module.exports = {
  testEnvironment: 'osaurus-mockhost/jest-environment',
  workerIdleMemoryLimit: '4GB', // Jest would run files this quick in band.
}`

const source = `
const { host } = require('osaurus-mockhost')
const { serialized } = require('osaurus-mockhost/jest')
const { appendFileSync, mkdirSync, readdirSync } = require('node:fs')
const path = require('node:path')
const sleep = require('node:timers/promises').setTimeout
const note = (file, line) => appendFileSync(file + '.txt', line + '\\n')
const noteBothEnds = async (file, line, between = () => sleep(80)) => {
  note(file, line + ' ' + host.id)
  await between()
  note(file, line + ' ' + host.id)
}
const name = path.basename(__filename)
const meetAnotherFile = async () => {
  mkdirSync('arrived/' + name, { recursive: true })
  while (readdirSync('arrived').length < 2) await sleep(1)
}
const between = process.env.MEET ? meetAnotherFile : undefined
test.each([1, 2, 3])('plain %i', () => noteBothEnds('plain', name, between))
serialized('serialised', () => {
  for (const at of [1, 2]) test.concurrent('test ' + at, () => noteBothEnds('serialised', name))
})
`

const fileCount = 6

let project: Project
beforeAll(async () => {
  const files = Array.from({ length: fileCount }, (_, at) => [`file${at}.test.js`, source])
  project = await createProject({
    runner: 'jest30',
    files: { 'jest.config.js': config, ...Object.fromEntries(files) },
  })
})
afterAll(() => project.dispose())

describe('in worker threads of one process', () => {
  it('files that install hosts run one after the other', async () => {
    await run({})
    const files = (await linesOf('plain')).map((line) => line.split(' ')[0])
    expect(withoutRepeats(files)).toHaveLength(fileCount)
  })

  it('files with concurrent: true overlap, and their serialised tests do not', async () => {
    // A test that waits for another file, which only a file that runs beside it can end.
    await run({ concurrent: true }, { MEET: 'yes' })
    const files = (await linesOf('plain')).map((line) => line.split(' ')[0])
    expect(withoutRepeats(files).length).toBeGreaterThan(fileCount)
    const serialized = await linesOf('serialised')
    expect(serialized).toHaveLength(fileCount * 4)
    expect(withoutRepeats(serialized)).toHaveLength(fileCount * 2)
  })
})

it('a file that waits for longer than 10 s says, in the output of the run, which file it waits for', async () => {
  const slow = `
const { appendFileSync, mkdirSync, statSync } = require('node:fs')
const pause = require('node:timers/promises').setTimeout
const { host } = require('osaurus-mockhost')
appendFileSync('loaded', '.')
test('is slow if it is the first', async () => {
  host.api.log(1, 'mine')
  try { mkdirSync('first') } catch { return }
  while (statSync('loaded').size < 2) await pause(10)
  await pause(11_500)
}, 40_000)`
  await using two = await createProject({
    runner: 'jest30',
    files: { 'jest.config.js': config, 'a.test.js': slow, 'b.test.js': slow },
  })
  const result = await two.run(['-w', '2', '--workerThreads'])
  expect(result, result.output).toMatchObject({ exitCode: 0, passed: 2 })
  const notes = result.output.split('\n').filter((line) => line.startsWith('osaurus-mockhost:'))
  expect(notes).toEqual([
    expect.stringMatching(
      /^osaurus-mockhost: \S+\/([ab])\.test\.js waits to install hosts: it is the turn of \S+\/(?!\1)[ab]\.test\.js\.$/,
    ),
  ])
})

async function run(options: object, env: Record<string, string> = {}): Promise<void> {
  await rm(path.join(project.folder, 'arrived'), { recursive: true, force: true })
  for (const name of ['plain', 'serialised']) await rm(path.join(project.folder, `${name}.txt`), { force: true })
  const args = ['-w', '2', '--workerThreads', `--testEnvironmentOptions=${JSON.stringify(options)}`]
  const result = await project.run(args, { env })
  expect(result, result.output).toMatchObject({ exitCode: 0, passed: fileCount * 5 })
}

async function linesOf(name: string): Promise<string[]> {
  return (await readFile(path.join(project.folder, `${name}.txt`), 'utf8')).trim().split('\n')
}

function withoutRepeats<T>(lines: readonly T[]): T[] {
  return lines.filter((line, at) => line !== lines[at - 1])
}
