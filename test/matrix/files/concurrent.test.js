import { host, plugin } from 'osaurus-mockhost'
import { hostOptions } from 'osaurus-mockhost/vitest'
import { describe, expect, test } from 'vitest'

const names = ['a', 'b', 'c']
let here = 0
let open = () => {}
const allAreHere = new Promise((resolve) => {
  open = () => resolve(true)
})

describe('tests that run at the same time', () => {
  hostOptions({ concurrent: true })
  for (const name of names) {
    test.concurrent(`${name} keeps its host`, async () => {
      const { id } = host
      host.api.log(1, `${name} before`)
      if (++here === names.length) open()
      await allAreHere
      await plugin.invoke('log', { level: 1, message: `${name} after` })
      expect(host.id).toBe(id)
      expect(host.logs.messages.filter((message) => /^. /.test(message))).toEqual([`${name} before`, `${name} after`])
    })
  }
})
