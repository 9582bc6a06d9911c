import { describe, expect, it } from 'vitest'
import type { BadFree, HandedString, HostThread } from '../../src/host/contract.js'
import { formatBadFrees, formatStrings } from '../../src/report/string-table.js'

const main: HostThread = { id: 1, osId: 4001, name: '' }
const worker: HostThread = { id: 2, osId: 4002, name: 'worker' }

const region: HandedString = {
  slot: 'config_get',
  text: 'eu',
  size: 2,
  pointer: 0x10n,
  thread: main,
  frame: { id: 1, kind: 'invoke' },
  at: 1,
}
const page: HandedString = {
  ...region,
  slot: 'http_request',
  text: 'x'.repeat(4096),
  size: 50_000,
  thread: worker,
  frame: null,
}

describe('the table of strings', () => {
  it('shows what was handed out, to which thread and in which callback', () => {
    expect(`\n${formatStrings([region, page])}\n`).toMatchInlineSnapshot(`
      "
        slot           bytes  thread      frame   text
        config_get         2  1           invoke  "eu"
        http_request  50,000  2 "worker"  –       "xxxxxxxxxxxxxxxxxxxxxx…xxxxxxxxxxxxxxxxxxxxxx" (4,096 characters)
      "
    `)
  })

  it('shows the first ones of many', () => {
    expect(formatStrings([region, region, page], 1)).toMatch(/… 2 more strings$/)
  })
})

describe('the table of bad frees', () => {
  const foreign: BadFree = { reason: 'foreign', pointer: 0xabcn, thread: worker, frame: null, at: 2 }
  const site = { thread: main, frame: null, at: 1 }
  const twice: BadFree = { ...foreign, reason: 'twice', thread: main, frame: { id: 1, kind: 'destroy' } }

  it('shows what was freed, by whom, and what it was', () => {
    const known: BadFree = { ...twice, string: { slot: 'config_get', text: 'eu', handedOut: site, freed: site } }
    expect(`\n${formatBadFrees([foreign, twice, known])}\n`).toMatchInlineSnapshot(`
      "
        address  thread      frame    what it was
        0xabc    2 "worker"  –        never handed out by a host
        0xabc    1           destroy  freed before
        0xabc    1           destroy  freed before: "eu" of config_get
          handed out on thread 1, freed first on thread 1
      "
    `)
  })

  it('shows the first ones of many', () => {
    expect(formatBadFrees([foreign, twice], 1)).toMatch(/… 1 more free$/)
  })
})
