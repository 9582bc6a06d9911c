import { describe, expect, it } from 'vitest'
import { loadChatter } from '../plugin/load-fixture.js'
import { installHost } from './install-host.js'
import { violationsOf } from './violations-of.js'

const tenMiB = 10 * 2 ** 20
const big = 'ä'.repeat(tenMiB / 2)
/** Compared like this, a failure does not print 10 MiB. */
const isBig = (text: unknown) => text === big

const oddTexts = [
  ['empty', ''],
  ['one space', ' '],
  ['several lines', 'one\ntwo\r\nthree\u2028four'],
  ['controls', '\u0001\u0007\u001b[31m\u007f'],
  ['a byte order mark', '\ufeffmarked'],
  ['outside the basic plane', '🚀𝔘𠜎'],
  ['right to left', 'שלום\u202eabc'],
  ['combined', 'e\u0301\u200d\ufe0f'],
  ['what printf would take', '%s%n%d'],
  ['JSON in JSON', '{"a":"{\\"b\\":1}"}'],
] as const

describe('from the test to the host and back', () => {
  it.each(oddTexts)('text that is %s stays as it is', (_, text) => {
    const host = installHost()
    host.onConfigGet = (key) => `${key}${key}`
    host.api.log(2, text)
    host.api.configSet(text, text)
    expect(host.logs.last?.message).toBe(text)
    expect(host.configWrites.last).toMatchObject({ key: text, value: text })
    expect(host.api.configGet(text)).toBe(text + text)
    host.on.config_get.reply(text)
    expect(host.api.configGet('key')).toBe(text)
    expect(violationsOf(host, 'INVALID_UTF8', 'NULL_ARGUMENT')).toEqual([])
  })

  it('text of 10 MiB arrives whole, in calls and in answers', () => {
    const host = installHost()
    host.onConfigGet = (key) => key
    host.api.log(2, big)
    host.api.configSet('big', big)
    expect(isBig(host.logs.last?.message)).toBe(true)
    expect(isBig(host.configWrites.lastValue('big'))).toBe(true)
    expect(isBig(host.api.configGet(big))).toBe(true)
    host.on.http_request.reply(big)
    expect(isBig(host.api.httpRequest('{}'))).toBe(true)
    expect(isBig(host.calls.to('http_request')[0]?.answer)).toBe(true)
  })

  it('text of 10 MiB arrives whole from another thread', () => {
    const host = installHost()
    host.onConfigGet = (key) => key
    expect(isBig(host.api.onNewThread((api) => api.configGet(big)))).toBe(true)
  })

  it('text ends at a NUL, as C strings do', () => {
    const host = installHost()
    host.api.log(2, 'before\0after')
    expect(host.logs.messages).toEqual(['before'])
  })

  it('a lone surrogate, which UTF-8 cannot say, becomes U+FFFD', () => {
    const host = installHost()
    host.onConfigGet = () => 'low \udc00'
    host.api.log(2, 'high \ud800!')
    expect(host.logs.messages).toEqual(['high \ufffd!'])
    expect(host.api.configGet('key')).toBe('low \ufffd')
    expect(violationsOf(host, 'INVALID_UTF8', 'NULL_ARGUMENT')).toEqual([])
  })
})

describe('from the test through the plugin and back', () => {
  it.each(oddTexts)('text that is %s stays as it is', async (_, text) => {
    const { host, plugin } = await loadChatter()
    expect(await plugin.invoke('echo', { text })).toMatchObject({ ok: true, result: { text } })
    expect(plugin.invokeSync('echo', { text })).toMatchObject({ ok: true, result: { text } })
    host.on.config_get.reply(text)
    expect(await plugin.invoke('config_get', { key: text })).toMatchObject({ ok: true, result: text })
    expect(host.configReads.last?.key).toBe(text)
    await plugin.configChanged('key', text)
    expect(host.logs.last?.message).toBe(`config key=${text}`)
  })

  it('text of 10 MiB arrives whole: arguments, result, http answer, config value', async () => {
    const { host, plugin } = await loadChatter()
    const text = 'x'.repeat(tenMiB)
    const echoed = await plugin.invoke('echo', { text })
    expect(echoed.ok && (echoed.result as { text: string }).text === text).toBe(true)
    host.onHttpRequest = () => text
    const answered = await plugin.invoke('http', {})
    expect(answered.ok && answered.result === text).toBe(true)
    await plugin.invoke('big', { bytes: tenMiB })
    expect(host.configWrites.lastValue('big') === text).toBe(true)
    expect(host.logs.last?.message === text).toBe(true)
    await plugin.configChanged('bot_token', text)
    expect(host.configWrites.lastValue('echo:bot_token') === text).toBe(true)
  })

  it('empty texts are no NULL', async () => {
    const { host, plugin } = await loadChatter()
    await plugin.invoke('empty_string')
    expect(host.logs.last?.message).toBe('')
    expect(host.configWrites.last).toMatchObject({ kind: 'set', key: '', value: '' })
    expect(violationsOf(host, 'INVALID_UTF8', 'NULL_ARGUMENT')).toEqual([])
  })

  it('bytes that are no UTF-8 in a result become U+FFFD', async () => {
    const { plugin } = await loadChatter()
    // chatter makes three bytes of it that are no UTF-8: a surrogate must not be alone.
    expect(await plugin.invokeRaw('tool', 'reply', '{"text":"lone \\ud800"}')).toBe('lone \ufffd\ufffd\ufffd')
  })
})
