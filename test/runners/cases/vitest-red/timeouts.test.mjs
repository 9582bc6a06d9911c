import { host, plugin } from 'osaurus-mockhost'
import { hostOptions } from 'osaurus-mockhost/vitest'
import { expect, test } from 'vitest'

hostOptions({ image: 'test' })

test('awaits a tool that hangs', { timeout: 1500 }, () => plugin.invoke('hang', { announce: 'hanging' }))

test('blocks on a tool that hangs', { timeout: 1500 }, () => {
  plugin.invokeSync('hang')
})

test('gives a tool more time than it has itself', { timeout: 300 }, () =>
  plugin.invoke('hang', {}, { timeout: 60_000 }),
)

test('comes after tools that hang', async () => {
  expect(await plugin.invoke('empty')).toSucceed()
  expect(host.logs.messages).toEqual(['entry', 'init', 'get_manifest'])
})
