import { describe, expect, it } from 'vitest'
import '../../matchers/register-vitest.js'
import { installHost } from '../host/install-host.js'
import { libraryOf } from '../plugin/load-fixture.js'
import { needsCaughtExit } from '../plugin/needs-caught-exit.js'
import { awaitedFailureOf } from './failure.js'

/** Loads the plugin whose tools crash, exit and hang. */
async function loadCrasher() {
  const host = installHost()
  return { host, plugin: await host.load(await libraryOf('crasher')) }
}

describe('toExit', () => {
  it('sees the code that the plugin gives to exit()', async (context) => {
    needsCaughtExit(context)
    const { plugin } = await loadCrasher()
    await expect(() => plugin.invoke('exit')).toExit(3, { during: 'invoke', after: 'log' })
    const other = await loadCrasher()
    await expect(() => other.plugin.invoke('exit')).toExit()
  })

  it('fails for another code, and for a crash', async (context) => {
    needsCaughtExit(context)
    const { plugin } = await loadCrasher()
    expect(await awaitedFailureOf(expect(() => plugin.invoke('exit')).toExit(0))).toMatch(
      /expected the call to exit with exitCode 0\nit called exit\(3\) in invoke "exit", after log/,
    )
    const other = await loadCrasher()
    await expect(() => other.plugin.invoke('null')).not.toExit()
  })

  it.each([
    ['a code that is no number', () => expect(() => {}).not.toExit('3' as never)],
    ['an expectation of toCrash', () => expect(() => {}).not.toExit(3, { signal: 'SIGSEGV' } as never)],
    ['a subject that is no call', () => expect({}).not.toExit()],
  ])('refuses %s, under .not too', async (_, assertion) => {
    expect(await awaitedFailureOf(assertion())).toMatch(/MATCHER_MISUSE: toExit/)
  })
})
