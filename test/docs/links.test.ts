import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { anchorsOf } from './anchors.js'
import { findBrokenLinks } from './broken-links.js'
import { listMarkdown, listPages } from './pages.js'

const root = path.join(import.meta.dirname, '../..')

it.each([...listPages(), 'CONTRIBUTING.md', 'CHANGELOG.md', ...listMarkdown('examples')])(
  'the links of %s lead somewhere',
  (name) => {
    expect(findBrokenLinks({ root, name })).toEqual([])
  },
)

describe('of the links of a page', () => {
  let folder: string
  beforeEach(() => {
    folder = mkdtempSync(path.join(tmpdir(), 'osaurus-mockhost-links-'))
  })
  afterEach(() => rmSync(folder, { recursive: true }))

  it.each([
    ['a file that is not there', '[a](nothing.md)', 'page.md:3: nothing.md: there is no such file'],
    ['a heading that is not there', '[a](#nothing)', 'page.md:3: #nothing: the page has no such heading'],
    ['a heading of another page', '[a](other.md#two)', 'page.md:3: other.md#two: the page has no such heading'],
    ['a heading in a block of code', '[a](other.md#code)', 'page.md:3: other.md#code: the page has no such heading'],
    ['a file outside', '[a](../../etc/passwd)', 'page.md:3: ../../etc/passwd: leads out of the repository'],
    ['an anchor of a folder', '[a](.#one)', 'page.md:3: .#one: only pages have anchors'],
    ['a reference', '[a]: nothing.md', 'page.md:3: nothing.md: there is no such file'],
    ['a link around code', '[`a`](nothing.md)', 'page.md:3: nothing.md: there is no such file'],
    ['an image', '<img src="nothing.png">', 'page.md:3: nothing.png: there is no such file'],
  ])('%s is told', (_, link, message) => {
    expect(brokenLinksOf(link)).toEqual([message])
  })

  it.each([
    ['a heading', '[a](other.md#one)'],
    ['a heading that comes again', '[a](other.md#one-1)'],
    ['a heading with code and punctuation', '[a](other.md#what-on_chunk-says-then)'],
    ['its own heading', '[a](#page)'],
    ['another host', '[a](https://example.com/nothing#nothing)'],
    ['code', '`[a](nothing.md)`'],
    ['a footnote', '[^1]: nothing.md'],
  ])('%s is not', (_, link) => {
    expect(brokenLinksOf(link)).toEqual([])
  })

  function brokenLinksOf(link: string): string[] {
    writeFileSync(path.join(folder, 'page.md'), `# Page\n\n${link}\n`)
    writeFileSync(
      path.join(folder, 'other.md'),
      '# One\n\n# One\n\n## What `on_chunk` says, then\n\n```sh\n# code\n```\n',
    )
    return findBrokenLinks({ root: folder, name: 'page.md' })
  }
})

it('the anchors of a page are those of GitHub', () => {
  expect([...anchorsOf('# 3.4 on_config_changed\n## [Two](x.md) & three\n## Grüße!\n<a id="own"></a>')]).toEqual([
    '34-on_config_changed',
    'two--three',
    'grüße',
    'own',
  ])
})
