import { host, plugin } from 'osaurus-mockhost'
import { expect, test } from 'vitest'

test('what must not compile', async () => {
  // @ts-expect-error no such matcher
  expect(host).toHaveLoged('ready')
  // @ts-expect-error no text
  expect(host).toHaveLogged(7)
  // @ts-expect-error no such expectation
  expect(host).toHaveLogged('ready', { levels: 'info' })
  // @ts-expect-error no such level
  expect(host).toHaveLogged('ready', { level: 'warning' })
  // @ts-expect-error no such thread
  expect(host).toHaveLogged('ready', { from: true })
  // @ts-expect-error a thread
  expect(host).toHaveLoggedFrom()
  // @ts-expect-error no text
  expect(host).toHaveLoggedFrom('background', 7)
  // @ts-expect-error a key
  expect(host).toHaveWrittenConfig()
  // @ts-expect-error config is text
  expect(host).toHaveWrittenConfig('token', 7)
  // @ts-expect-error no such expectation
  expect(host).toHavePersistedConfig('token', 'T1', { agent: 'A' })
  // @ts-expect-error no text
  expect(host).toHaveDeletedConfig(7)
  // @ts-expect-error a key
  expect(host).toHaveReadConfig()
  // @ts-expect-error an object
  expect(host).toHaveDispatched('Oslo')
  // @ts-expect-error an object
  expect(host).toHaveRequestedHTTP('POST')
  // @ts-expect-error an object
  expect(host).toHaveRequestedCompletion('local')
  // @ts-expect-error a list
  expect(host).toHaveExecutedSQL(/^INSERT/, 'milk')
  // @ts-expect-error no such slot
  expect(host).toHaveCalledHost('config_write')
  // @ts-expect-error no such slot
  expect(host).not.toHaveCalledHost('configSet')
  // @ts-expect-error how often
  expect(host).toHaveCalledHostTimes('http_request')
  // @ts-expect-error no such slot
  expect(host).toHaveCalledHostInOrder(['config_get', 'http_requests'])
  // @ts-expect-error a list
  expect(host).toHaveCalledHostInOrder('config_get', 'http_request')
  // @ts-expect-error a number
  expect(host).toHaveDroppedCalls('log')
  // @ts-expect-error no such rule
  expect(host).toHaveViolations('CONFIG_WITHOUT_AGENTS')
  // @ts-expect-error nothing
  expect(host).toHaveFreedEveryString(3)
  // @ts-expect-error one result
  expect('{"ok":true}').toSucceed(1, 2)
  // @ts-expect-error a kind
  expect('{"ok":false}').toFailWith()
  // @ts-expect-error no text
  expect('{"ok":false}').toFailWith('timeout', 7)
  // @ts-expect-error nothing
  expect(plugin.manifest).toBeAValidManifest('0.22.3')
  // @ts-expect-error no such expectation
  await expect(() => plugin.invoke('parse')).toCrash({ exitCode: 3 })
  // @ts-expect-error what hangs has no signal
  await expect(() => plugin.invoke('lock')).toHang({ signal: 'SIGSEGV' })
  // @ts-expect-error a number
  await expect(() => plugin.invoke('quit')).toExit('3')
  // @ts-expect-error no such slot
  expect([host]).toEqual([expect.toHaveCalledHost('config_write')])
})
