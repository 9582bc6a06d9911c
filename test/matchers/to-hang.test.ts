import { describe, expect, it } from 'vitest'
import '../../matchers/register-vitest.js'
import { installHost } from '../host/install-host.js'
import { libraryOf } from '../plugin/load-fixture.js'
import { awaitedFailureOf } from './failure.js'

/** Loads the plugin whose tools crash, exit and hang. */
async function loadCrasher() {
  const host = installHost()
  return { host, plugin: await host.load(await libraryOf('crasher')) }
}

describe('toHang', () => {
  it('sees a call that does not return in time', async () => {
    const { plugin } = await loadCrasher()
    await expect(() => plugin.invoke('own_mutex', {}, { timeout: 500 })).toHang({ during: 'invoke', after: 'log' })
  })

  it('fails for a call that returns, and for a crash', async () => {
    const { plugin } = await loadCrasher()
    expect(await awaitedFailureOf(expect(() => plugin.invoke('fine')).toHang())).toMatch(
      /expected the call to hang\nit returned \{ ok: true/,
    )
    await expect(() => plugin.invoke('null')).not.toHang()
  })

  it.each([
    ['a signal', () => expect(() => {}).not.toHang({ signal: 'SIGSEGV' } as never)],
    ['a subject that is no call', () => expect('text').not.toHang()],
  ])('refuses %s, under .not too', async (_, assertion) => {
    expect(await awaitedFailureOf(assertion())).toMatch(/MATCHER_MISUSE: toHang/)
  })
})
