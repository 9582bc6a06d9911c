import { expect, it } from 'vitest'
import { MockHost } from '../../../src/host/mock-host.js'
import { redactorOf } from '../../../src/session/journal/redactor-of.js'

it('secrets of the config are hidden, however many secrets calls tell of', async () => {
  using host = new MockHost()
  await host.config.set('bot_token', 'main-secret', { pluginId: 'com.example.hello' })
  const redactor = redactorOf(host)
  for (let call = 0; call < 200; call++) {
    redactor.learnCall({ slot: 'http_request', args: { request: `{"signature":"of-call-${call}"}` } })
  }
  expect(redactor.text(`GET /x/main-secret/y?${host.accessKey}`)).toBe('GET /x/[secret]/y?[secret]')
})
