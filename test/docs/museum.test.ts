import path from 'node:path'
import { expect, it } from 'vitest'
import { catalogue } from '../museum/catalogue.js'
import { families, makeMuseumPage } from './museum-page.js'
import { readPage } from './pages.js'

// To bring it in step: npm run docs
it('docs/what-it-catches.md is in step with the museum', async () => {
  const page = path.join(import.meta.dirname, '../../docs/what-it-catches.md')
  await expect(makeMuseumPage()).toMatchFileSnapshot(page)
})

it('shows every piece of the museum once', () => {
  expect(families.flatMap(({ names }) => names).sort()).toEqual(catalogue.map(({ name }) => name).sort())
})

it('README.md counts the pieces', () => {
  expect(readPage('README.md')).toContain(`[${catalogue.length} planted defects]`)
})
