import { host, plugin } from 'osaurus-mockhost'
import { expect, test } from 'vitest'

test('leaves a thread behind', async () => {
  expect(await plugin.invoke('linger_global', { until: 'next_init', message: 'from the past' })).toSucceed()
})

// What the note in the output warns of: with one image for the file, the thread finds the table of this test.
test('hears the thread of the test before', async () => {
  await plugin.invoke('empty')
  await host.until(({ logs }) => logs.contains('from the past'))
  expect(host).toHaveLoggedFrom('background', 'from the past')
})
