import { host, plugin } from 'osaurus-mockhost'
import { hostOptions } from 'osaurus-mockhost/vitest'
import { describe, expect, test } from 'vitest'

test('frees what is not its own', () => plugin.invoke('free_foreign'))

describe('where only drops matter', () => {
  hostOptions({ failOn: ['drops'] })
  test('frees it and passes', async () => {
    await plugin.invoke('free_foreign')
    expect(host.strings.badFrees).toHaveLength(2)
  })
})
