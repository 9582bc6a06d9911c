import path from 'node:path'
import { buildPlugins } from '../fixtures/plugins/build.mjs'
import { createProject, type Project, type Runner } from './project.js'

/** Secrets that the tests below hand around; not one of them may stand in a file. */
export const planted = {
  config: 'planted-config-5f2b9c',
  told: 'planted-told-77aa31',
  header: 'planted-header-0c9d1e',
  field: 'planted-field-4e4e90',
  url: 'planted-url-a1b2c3',
}

/** Fails with all that a journal can show, and leaves other tests to pass. */
const body = `
test('shows <b>all</b> & more', async () => {
  host.onHttpRequest = () => JSON.stringify({ status: 200, headers: { 'Set-Cookie': 'sid=${planted.header}' }, body: '{"ok":true}' })
  await plugin.configChanged('api_key', '${planted.told}', { agentId: '7B1E7C5A-3F0E-4C55-9A55-0D6A3D1C9E11' })
  await plugin.invoke('storm', { threads: 2, count: 3 })
  await host.until(({ logs }) => logs.messages.filter((message) => message.startsWith('storm ')).length === 6)
  await plugin.invoke('call', { slot: 'log', args: ['much too loud'], level: 9 })
  host.api.configSet('webhook_secret', '${planted.config}')
  host.api.configGet('webhook_secret')
  host.api.log(2, '<script>document.title = "hurt"</script>')
  host.api.log(2, 'registered ${planted.config} for ${planted.told}')
  host.api.httpRequest(JSON.stringify({
    method: 'POST',
    url: 'https://example.com/bot${planted.config}/send?access_token=${planted.url}',
    headers: { Authorization: 'Bearer ${planted.header}', 'X-Api-Key': '${planted.told}' },
    body: JSON.stringify({ password: '${planted.field}', text: 'a body that is much longer than a table shows: ' + 'x'.repeat(300) }),
  }))
  host.api.onNewThread((api) => api.log(3, 'from behind with ${planted.header}'), { name: 'poller' })
  expect(host).toHaveLogged('${planted.config}')
})
test('passes with a host', () => host.api.log(1, 'fine'))
test('fails without a host', () => { throw new Error('no host') })
describe('silent', () => {
  hostOptions({ attach: 'never' })
  test('fails unseen', () => {
    host.api.log(1, 'fine')
    throw new Error('unseen')
  })
})
`

const ofVitest = {
  'vitest.config.mjs': `
import { mockHost } from 'osaurus-mockhost/vitest/config'
export default { plugins: [mockHost({ plugin: './libchatter' })] }
`,
  'reporter.mjs': `
import { writeFileSync } from 'node:fs'
const attached = []
export default class {
  onTestCaseResult(test) { attached.push({ name: test.name, state: test.result().state, artifacts: test.artifacts() }) }
  onTestRunEnd() { writeFileSync('attached.json', JSON.stringify(attached)) }
}
`,
  'journal.test.mjs': `
import { host, plugin } from 'osaurus-mockhost'
import { hostOptions } from 'osaurus-mockhost/vitest'
import { describe, expect, test } from 'vitest'
${body}
test.fails('is meant to fail', () => {
  host.api.log(1, 'fine')
  throw new Error('meant')
})
`,
}

const ofJest = {
  'jest.config.js': `
module.exports = {
  testEnvironment: 'osaurus-mockhost/jest-environment',
  testEnvironmentOptions: { plugin: './libchatter' },
}
`,
  'journal.test.js': `
const { host, plugin } = require('osaurus-mockhost')
const { hostOptions } = require('osaurus-mockhost/jest')
${body}
test('throws a text', () => {
  host.api.log(1, 'fine')
  throw 'just text'
})
test('hangs', () => new Promise(() => host.api.log(1, 'fine')), 20)
test.failing('is meant to fail', () => {
  host.api.log(1, 'fine')
  throw new Error('meant')
})
`,
}

/** A project whose tests fail with a host that saw much. */
export async function createJournalProject(runner: Runner): Promise<Project> {
  const { chatter = '' } = await buildPlugins(['chatter'])
  return createProject({
    runner,
    copies: { [path.basename(chatter)]: chatter },
    files: runner === 'jest30' ? ofJest : ofVitest,
  })
}
