import { mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { beforeAll, expect, onTestFinished, test } from 'vitest'
import { buildPlugins } from '../fixtures/plugins/build.mjs'
import { runLimited } from '../runners/run-limited.js'

/** Workers to end: a tenth of what TERMINATIONS=500 asks for. TERMINATIONS_SEED makes other cases. */
const runs = process.env.TERMINATIONS ?? '50'
const seed = process.env.TERMINATIONS_SEED ?? '20261127'
const timeout = 60_000 + Number(runs) * 500

let library: string

beforeAll(async () => {
  library = (await buildPlugins(['chatter'])).chatter ?? ''
})

test('a worker that is ended anywhere leaves no host, no lease, no call, no file and no thread of its own behind', {
  timeout,
}, async () => {
  const folder = await makeFolder()
  const ending = await run('terminate-workers.mjs', ['--runs', runs, '--seed', seed], folder)
  const { exitCode, signal, timedOut, stdout, stderr } = ending
  expect({ exitCode, signal, timedOut, stderr }).toEqual({ exitCode: 0, signal: null, timedOut: false, stderr: '' })
  expect(JSON.parse(stdout)).toMatchObject({ runs: Number(runs) })
  expect(await readdir(folder)).toEqual([])
})

test('a process that exits while it has temporary folders removes them, with threads of plugins alive or without', async () => {
  const folder = await makeFolder()
  for (const tool of ['none', 'hang']) {
    const { exitCode, stdout } = await run('exit-with-folder.mjs', [tool], folder)
    expect({ exitCode, stdout }).toEqual({ exitCode: 7, stdout: 'folders: 1\n' })
    expect(await readdir(folder)).toEqual([])
  }
})

// The day this fails koffi has been mended: then the gate in koffi-gate.mjs and decision 13 can go.
test.runIf(process.platform === 'linux')(
  'koffi aborts the process of a worker that is terminated while it loads',
  async () => {
    const { signal, stderr } = await run('koffi-terminated.mjs', [], await makeFolder())
    expect(signal).toBe('SIGABRT')
    expect(stderr).toContain('FATAL ERROR: Error::ThrowAsJavaScriptException napi_throw')
  },
)

async function makeFolder(): Promise<string> {
  const folder = await mkdtemp(path.join(tmpdir(), 'endings-'))
  onTestFinished(() => rm(folder, { recursive: true, force: true }))
  return folder
}

function run(script: string, args: readonly string[], temporaryFolder: string) {
  return runLimited({
    file: process.execPath,
    args: [fileURLToPath(new URL(`scripts/${script}`, import.meta.url)), library, ...args],
    cwd: fileURLToPath(new URL('.', import.meta.url)),
    env: { ...process.env, TMPDIR: temporaryFolder },
    timeout: timeout - 5_000,
  })
}
