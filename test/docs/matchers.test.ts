import path from 'node:path'
import { expect, it } from 'vitest'
import * as matchers from '../../matchers/index.js'
import { collectFailures } from './matchers/failures.js'
import { groups, makeMatchersPage } from './matchers/matchers-page.js'

// To bring it in step: npm run docs
it('docs/matchers.md is in step with the docstrings and messages of the matchers', async () => {
  const page = path.join(import.meta.dirname, '../../docs/matchers.md')
  await expect(makeMatchersPage(await collectFailures())).toMatchFileSnapshot(page)
})

it('shows every matcher once', () => {
  expect(Object.values(groups).flat().sort()).toEqual(Object.keys(matchers).sort())
})
