import { describe, expect, it } from 'vitest'
import { printJournalPage } from '../../../src/report/journal/journal-page.js'
import { manyLogs, sampleJournal } from './sample.js'

const page = printJournalPage(sampleJournal())

describe('the page of a journal', () => {
  it('names the test, its file and its error', () => {
    expect(page).toContain('<h1>persists the &quot;token&quot; &lt;b&gt;</h1>')
    expect(page).toContain('/home/ada/hello/tests/hello.test.ts')
    expect(page).toContain('expected &quot;[secret]&quot; to be &lt;nothing&gt;')
  })

  it('escapes whatever comes from outside', () => {
    expect(page).toContain('&lt;script&gt;alert(1)&lt;/script&gt;')
    expect(page.match(/<script/g)).toHaveLength(1)
    expect(page).not.toContain('<b>')
  })

  it('needs nothing from elsewhere', () => {
    expect(page).not.toMatch(/(?:src|href)="(?!#|data:,)/)
    expect(page).not.toMatch(/url\(|@import/)
    expect(page).toContain("default-src 'none'")
  })

  it('has a row for each call, with its marks', () => {
    expect(page.match(/<tr id="call-/g)).toHaveLength(6)
    expect(page).toContain('refused: NULL_ARGUMENT')
    expect(page).toContain('never answered')
    expect(page).toContain('<a href="#call-4">call 4</a>')
  })

  it('has violations, drops and strings', () => {
    for (const part of ['violations', 'drops', 'strings', 'frees']) expect(page).toContain(`<h2 id="${part}">`)
  })

  it('says where calls are left out', () => {
    expect(printJournalPage(sampleJournal(manyLogs(5002, 1)))).toContain('2 calls left out')
  })

  it('shows JSON in lines, but not such as would be all blanks', () => {
    const nested = `${'['.repeat(400)}1${']'.repeat(400)}`
    const page = printJournalPage(
      sampleJournal([
        ['http_request', ['{"url":"a","list":[1]}']],
        ['log', [2, nested]],
      ]),
    )
    expect(page).toContain('{\n  &quot;url&quot;: &quot;a&quot;')
    expect(page).toContain(nested)
    expect(page.length).toBeLessThan(100_000)
  })

  it('of a host that nobody called says so', () => {
    expect(printJournalPage(sampleJournal([]))).toContain('No call reached the host.')
  })
})
