import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { mkdir, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Journal } from '../../src/report/journal/journal.js'
import { createJournalProject, planted } from './journal-project.js'
import type { Project, RunResult } from './project.js'

interface Attached {
  readonly name: string
  readonly state: string
  readonly artifacts: readonly {
    readonly type: string
    readonly attachments: readonly {
      readonly contentType: string
      readonly body: string
      readonly bodyEncoding: string
    }[]
  }[]
}

function journalFolder({ folder }: Project): string {
  return path.join(folder, 'node_modules/.cache/osaurus-mockhost/journals')
}

function filesUnder(folder: string): readonly string[] {
  if (!existsSync(folder)) return []
  const names = readdirSync(folder, { recursive: true, encoding: 'utf8' })
  return names.filter((name) => /\.(html|json)$/.test(name)).map((name) => path.join(folder, name))
}

function readJournal(project: Project, part: string): Journal {
  const file = filesUnder(journalFolder(project)).find((name) => name.includes(part) && name.endsWith('.json'))
  return JSON.parse(readFileSync(file ?? 'none', 'utf8'))
}

describe.each(['vitest4', 'vitest5', 'jest30'] as const)('a test that fails under %s', (runner) => {
  let project: Project
  let result: RunResult
  beforeAll(async () => {
    project = await createJournalProject(runner)
    await mkdir(path.join(journalFolder(project), '999999-1'), { recursive: true })
    await writeFile(path.join(journalFolder(project), '999999-1/of-a-run-before.html'), '')
    result = await project.run(runner === 'jest30' ? [] : ['--reporter=./reporter.mjs'])
  })
  afterAll(() => project.dispose())

  it('has its journal in files, and no other test has', () => {
    const expected = runner === 'jest30' ? 3 : 1
    const files = filesUnder(journalFolder(project))
    expect(files.filter((name) => name.endsWith('.html'))).toHaveLength(expected)
    expect(files.filter((name) => name.endsWith('.json'))).toHaveLength(expected)
    expect(files.join('\n')).not.toMatch(/passes|without|unseen|meant|before/)
    expect(result.output).not.toMatch(/could not be/)
  })

  it('has all of its calls in there', () => {
    const journal = readJournal(project, 'shows')
    expect(journal).toMatchObject({
      version: 1,
      test: 'shows <b>all</b> & more',
      file: expect.stringMatching(/journal\.test\.m?js$/),
      secrets: 'hidden',
      omittedCalls: 0,
    })
    expect(journal.errors[0]).toMatch(/expected the host to have logged/)
    const slots = journal.calls.map(({ slot }) => slot)
    expect(slots.filter((slot) => slot === 'log').length).toBeGreaterThan(9)
    expect(journal.calls.map(({ seq }) => seq)).toEqual(journal.calls.map((_, at) => at + 1))
    expect(journal.calls.every(({ at }) => at > 0)).toBe(true)
    expect(journal.threads.map(({ name }) => name)).toContain('poller')
    expect(journal.violations.map(({ rule }) => rule)).toContain('LOG_LEVEL_OUT_OF_RANGE')
    expect(journal.calls).toContainEqual(
      expect.objectContaining({ slot: 'config_set', args: { key: 'webhook_secret', value: '[secret]' } }),
    )
    expect(journal.calls).toContainEqual(
      expect.objectContaining({ args: { level: 2, message: 'registered [secret] for [secret]' } }),
    )
  })

  it('keeps its secrets: they stand in no file', () => {
    const texts = filesUnder(journalFolder(project)).map((file) => readFileSync(file, 'utf8'))
    for (const secret of Object.values(planted)) {
      for (const text of texts) {
        expect(text).not.toContain(secret)
        // Tables leave out the middle of long texts.
        expect(text).not.toContain(secret.slice(0, 9))
        expect(text).not.toContain(secret.slice(-6))
      }
    }
    // The message of the matcher is the tester's own.
    expect(result.output).toContain(planted.config)
  })

  it('says where they lie', () => {
    const [page] = filesUnder(journalFolder(project)).filter((name) => /shows.*html$/.test(name))
    expect(result.output).toContain(page)
  })

  it('has them removed by the next run', async () => {
    const before = filesUnder(journalFolder(project))
    await project.run(runner === 'jest30' ? ['-t', 'passes'] : ['-t', 'passes'])
    expect(before.length).toBeGreaterThan(0)
    expect(filesUnder(journalFolder(project))).toEqual([])
  })
})

describe.each(['vitest4', 'vitest5'] as const)('the artifact of %s', (runner) => {
  it('has the page and the JSON', async () => {
    await using project = await createJournalProject(runner)
    await project.run(['--reporter=./reporter.mjs'])
    const attached = JSON.parse(readFileSync(path.join(project.folder, 'attached.json'), 'utf8')) as readonly Attached[]
    const withArtifacts = attached.filter(({ artifacts }) => artifacts.length > 0)
    expect(withArtifacts.map(({ name }) => name)).toEqual(['shows <b>all</b> & more'])
    const [artifact] = withArtifacts[0]?.artifacts ?? []
    expect(artifact?.type).toBe('osaurus-mockhost:journal')
    expect(artifact?.attachments.map(({ contentType }) => contentType)).toEqual(['text/html', 'application/json'])
    const [html, json] = artifact?.attachments ?? []
    expect(html?.body).toMatch(/^<!doctype html>/)
    expect(JSON.parse(json?.body ?? '')).toMatchObject({ version: 1 })
    for (const secret of Object.values(planted)) expect(`${html?.body}${json?.body}`).not.toContain(secret)
  })
})

describe('OSAURUS_MOCKHOST_SECRETS=show', () => {
  it('writes them in full', async () => {
    await using project = await createJournalProject('vitest4')
    await project.run([], { env: { OSAURUS_MOCKHOST_SECRETS: 'show' } })
    const journal = readJournal(project, 'shows')
    expect(journal.secrets).toBe('shown')
    for (const secret of Object.values(planted)) expect(JSON.stringify(journal)).toContain(secret)
  })
})
