import { describe, expect, it } from 'vitest'
import type { TestInfo } from '../../src/session/contract.js'
import { leftoversOf, unwantedLeftovers } from '../../src/session/leftovers.js'
import { resolveOptions } from '../../src/session/resolve-options.js'

const thread = (name: string) => ({ osId: 7, name, library: 'libpool.so' })
const threads = ['tokio-rt-1', 'tokio', 'a.b', 'axb', ''].map(thread)

function infoWith(allowLeftovers?: readonly string[]): TestInfo {
  const options = resolveOptions({ failOn: ['leftovers'], ...(allowLeftovers && { allowLeftovers }) })
  return { name: 'the test', file: 'a.test.ts', root: '/', options, isSerialized: false }
}

describe('allowLeftovers', () => {
  it.each([
    [undefined, ['tokio-rt-1', 'tokio', 'a.b', 'axb', '']],
    [['tokio-*'], ['tokio', 'a.b', 'axb', '']],
    [['tokio'], ['tokio-rt-1', 'a.b', 'axb', '']],
    [
      ['*rt*', 'a.b'],
      ['tokio', 'axb', ''],
    ],
    [['*'], []],
  ])('%s leaves of the threads %s', (allowed, left) => {
    expect(unwantedLeftovers(infoWith(allowed), threads).map(({ name }) => name)).toEqual(left)
  })

  it('is named where a thread fails the test', () => {
    expect(String(leftoversOf(infoWith(), [thread('pool')])[0])).toMatch(/allowLeftovers: \['name'\] allows one/)
  })
})
