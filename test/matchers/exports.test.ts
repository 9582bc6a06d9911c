import { readdirSync, readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import * as matchers from '../../matchers/index.js'

const list = (folder: string) => readdirSync(new URL(folder, import.meta.url))
const files = list('../../matchers/').filter((file) => file.startsWith('to-'))
const exported = Object.keys(matchers).sort()

describe('the matchers', () => {
  it('are exported, one from each file', () => {
    expect(files.map((file) => toFunctionName(file)).sort()).toEqual(exported)
  })

  it('have a test of the same name', () => {
    expect(list('.').filter((file) => file.startsWith('to-'))).toEqual(
      files.map((file) => file.replace('.ts', '.test.ts')),
    )
  })

  it('are documented with an example in the interface that the runners extend', () => {
    const source = readFileSync(new URL('../../matchers/types.ts', import.meta.url), 'utf8')
    const documented = [...source.matchAll(/\/\*\*(?:(?!\*\/)[\s\S])*@example(?:(?!\*\/)[\s\S])*\*\/\n {2}(to\w+)\(/g)]
    expect(documented.map(([, name]) => name).sort()).toEqual(exported)
  })
})

function toFunctionName(file: string): string {
  const name = file.replace('.ts', '').replace(/-(\w)/g, (_, letter: string) => letter.toUpperCase())
  return name.replace('Http', 'HTTP').replace('Sql', 'SQL')
}
