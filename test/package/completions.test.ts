import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { slotNames } from '../../src/abi/slots.js'
import { errorCodes } from '../../src/errors/codes.js'
import { violationRules } from '../../src/host/rules/catalogue.js'
import { limitNames } from '../../src/host/simulation/limits.js'
import type { Project } from '../runners/project.js'
import { Editor } from './editor.js'
import { createTypeProject, type Setting, settings } from './type-settings.js'

const matchers = ['toHaveLogged', 'toHaveLoggedFrom', 'toHaveWrittenConfig', 'toHaveCalledHost', 'toSucceed', 'toCrash']
const hostOptions = ['profile', 'abiVersion', 'attribution', 'limits', 'allowViolations', 'unprepared', 'isolate']
const options = [...hostOptions, 'plugin', 'serialize', 'concurrent', 'image', 'failOn', 'allowLeftovers']
const profiles = ['upstream', 'full', 'production']
const failOn = ['drops', 'badFrees', 'violations', 'leaks', 'leftovers']
const levels = ['trace', 'debug', 'info', 'warn', 'error']
const threads = ['install', 'background']
const failureKinds = ['invalid_args', 'timeout', 'execution_error', 'unavailable', 'rejected', 'user_denied']
const requestFields = ['method', 'url', 'headers', 'body', 'body_encoding', 'timeout_ms', 'follow_redirects']
const answeringSlots = slotNames.filter((name) => name !== 'get_active_agent_id' && name !== 'free_string')

const imports = {
  vitest: "import { expect, test } from 'vitest'\nimport 'osaurus-mockhost/vitest'\n",
  jest: "import { expect, test } from '@jest/globals'\nimport 'osaurus-mockhost/jest'\n",
  jestGlobals: "import 'osaurus-mockhost/jest'\n",
  core: "import { host, isMockHostError, MockHost, plugin } from 'osaurus-mockhost'\n",
}

/** What is typed, with a `|` where the editor is asked, and what it has to offer there. */
const inTests: readonly (readonly [typed: string, offered: readonly string[]])[] = [
  ['expect(host).|', matchers],
  ['expect(host).not.|', matchers],
  ["expect(host).toHaveCalledHost('|", slotNames],
  ["expect(host).toHaveCalledHostTimes('|", slotNames],
  ["expect(host).toHaveCalledHostInOrder(['|'])", slotNames],
  ["expect(host).toHaveViolations('|", violationRules],
  ["expect(host).toHaveLogged('x', { | })", ['level', 'from', 'payload']],
  ["expect(host).toHaveLogged('x', { level: '|' })", levels],
  ["expect(host).toHaveLogged('x', { from: '|' })", threads],
  ["expect(host).toHaveLoggedFrom('|", threads],
  ['expect(host).toHaveRequestedHTTP({ | })', requestFields],
  ["expect(host).toHaveRequestedHTTP({ method: '|' })", ['GET', 'POST', 'PUT', 'PATCH', 'DELETE']],
  ['expect(host).toHaveDispatched({ | })', ['prompt', 'title', 'id', 'session_id', 'folder_bookmark', 'tools']],
  ['expect(host).toHaveRequestedCompletion({ | })', ['model', 'messages', 'stream_id']],
  ["expect(host).toHavePersistedConfig('k', 'v', { | })", ['agentId']],
  ["expect(await plugin.invoke('x')).toFailWith('|", failureKinds],
  ["expect(() => plugin.invoke('x')).toCrash({ | })", ['during', 'after', 'thread', 'signal']],
  ["expect(() => plugin.invoke('x')).toCrash({ signal: '|' })", ['SIGSEGV', 'SIGBUS', 'SIGABRT', 'SIGFPE']],
  ["expect(() => plugin.invoke('x')).toCrash({ during: '|' })", ['entry', 'init', 'invoke', 'on_config_changed']],
  ["expect(() => plugin.invoke('x')).toHang({ after: '|' })", slotNames],
]

const inCode: readonly (readonly [typed: string, offered: readonly string[]])[] = [
  ['host.|', ['calls', 'logs', 'configWrites', 'on', 'config', 'tasks', 'db', 'until', 'idle', 'withInstalled']],
  ['host.on.|', answeringSlots],
  ['host.on.http_request.|', ['reply', 'replyOnce', 'replyWith', 'when', 'fail', 'failOnce', 'delay']],
  ['host.on.http_request.reply({ | })', ['status', 'body', 'json', 'headers', 'elapsed_ms']],
  ['host.on.http_request.when({ | })', requestFields],
  ["host.on.http_request.fail('|", ['connection_refused', 'dns_failure', 'ssrf_blocked', 'rate_limit_exceeded']],
  ['host.on.config_get.when({ | })', ['key']],
  ['host.on.db_query.when({ | })', ['sql', 'params']],
  ['host.on.complete.reply({ | })', ['content', 'toolCalls', 'usage', 'error', 'question']],
  ["host.on.complete.reply({ error: { code: '|' } })", ['context_overflow', 'output_token_limit']],
  ['new MockHost({ | })', ['name', ...hostOptions]],
  ["new MockHost({ profile: '|' })", profiles],
  ['new MockHost({ limits: { | } })', limitNames],
  ['new MockHost({ allowViolations: { | } })', violationRules],
  ["new MockHost({ unprepared: '|' })", ['default', 'warn', 'fail']],
  ["host.calls.to('|", slotNames],
  ["host.calls.from('|", threads],
  ["host.violations[0]?.rule === '|", violationRules],
  ["if (isMockHostError(error)) error.code === '|'", Object.keys(errorCodes)],
  ["isMockHostError(error, '|", Object.keys(errorCodes)],
  ["if (isMockHostError(error)) error.end?.signal === '|'", ['SIGSEGV', 'SIGABRT']],
  ["plugin.invoke('x', {}, { | })", ['agentId', 'timeout']],
  ["plugin.invokeRaw('|", ['tool', 'artifact']],
  ["plugin.taskEvent('id', '|", ['started', 'completed', 'failed', 'clarification']],
  ["plugin.handleRoute({ method: '|' })", ['GET', 'POST']],
  ["plugin.fetch('/', { from: '|' })", ['loopback', 'relay', 'network']],
  ["const r = plugin.invokeSync('x'); if (!r.ok) r.kind === '|'", failureKinds],
  ["host.load('x', { | })", ['pluginId', 'probe', 'image', 'isolate']],
  ["host.tasks.last.activity({ kind: '|' })", ['tool', 'thinking', 'writing']],
]

const inVitest: typeof inTests = [
  ['hostOptions({ | })', options],
  ["hostOptions({ failOn: ['|'] })", failOn],
  ["hostOptions({ profile: '|' })", profiles],
  ["test('x', { meta: { mockHost: { | } } }, () => {})", options],
  ['mockHost({ | })', options],
  ["mockHost({ failOn: ['|'] })", failOn],
  ["mockHost({ image: '|' })", ['file', 'test', 'shared']],
]
const forVitest = `import { mockHost } from 'osaurus-mockhost/vitest/config'
import { hostOptions } from 'osaurus-mockhost/vitest'
`

const inJest: typeof inTests = [
  ['hostOptions({ | })', options],
  ["hostOptions({ failOn: ['|'] })", failOn],
  ['const config = { testEnvironmentOptions: { | } satisfies EnvironmentOptions }', options],
  ["const config = { testEnvironmentOptions: { failOn: ['|'] } satisfies EnvironmentOptions }", failOn],
]
const forJest = `import { hostOptions } from 'osaurus-mockhost/jest'
import type { EnvironmentOptions } from 'osaurus-mockhost/jest-environment'
`

describe.each([
  ['Vitest 4', imports.vitest, [...inTests, ...inCode]],
  ['Vitest 4', imports.vitest + forVitest, inVitest],
  ['Vitest 5', imports.vitest + forVitest, [...inTests.slice(0, 4), ...inVitest]],
  ['Jest 30 with @jest/globals', imports.jest + forJest, [...inTests, ...inJest]],
  ['Jest 30 with @types/jest', imports.jestGlobals + forJest, inTests.slice(0, 4)],
] as const)('in a test of %s', (name, header, cases) => {
  let project: Project
  let editor: Editor
  beforeAll(async () => {
    const setting = settingOf(name)
    project = await createTypeProject(setting)
    editor = new Editor(project.folder, setting.types ?? ['node'])
  })
  afterAll(() => project.dispose())

  it.each(cases)('%s', (typed, offered) => {
    const seen = editor.complete(`${imports.core}${header}declare const error: unknown\n${typed}`)
    expect(offered.filter((entry) => !seen.includes(entry))).toEqual([])
  })
})

function settingOf(wanted: string): Setting {
  const setting = settings.find(({ name }) => name === wanted)
  if (setting === undefined) throw new Error(`There is no setting "${wanted}".`)
  return setting
}
