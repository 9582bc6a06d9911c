import { type ChildProcess, spawn } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { afterEach, beforeAll, describe, expect, test } from 'vitest'
import { buildPlugins } from '../fixtures/plugins/build.mjs'
import { runLimited } from '../runners/run-limited.js'
import { expectedFacts } from '../threads/scenario-facts.js'

const program = fileURLToPath(new URL('../threads/scripts/run-scenario.mjs', import.meta.url))
const timeout = 60_000

let library: string
let busy: ChildProcess | undefined

beforeAll(async () => {
  library = (await buildPlugins(['chatter'])).chatter ?? ''
})

afterEach(() => {
  busy?.kill('SIGKILL')
  busy = undefined
})

type Scenario = keyof typeof expectedFacts

const names = Object.keys(expectedFacts) as Scenario[]

describe.each(names)('%s', (name) => {
  test('in a process of its own', async () => {
    expect(await run([process.execPath], name)).toEqual(quietEnding(name))
  })

  test.runIf(process.platform === 'linux')('on one CPU', async () => {
    expect(await run(onOneCPU(process.execPath), name)).toEqual(quietEnding(name))
  })

  test.runIf(process.platform === 'linux')('on one CPU, beside a busy process', async () => {
    busy = startBusyProcess()
    expect(await run(onOneCPU(process.execPath), name)).toEqual(quietEnding(name))
  })
})

function onOneCPU(program: string): [string, ...string[]] {
  return ['taskset', '-c', '0', program]
}

/** Ends by itself too, should this process be killed. */
function startBusyProcess(): ChildProcess {
  const source = `const end = Date.now() + ${timeout}; while (Date.now() < end);`
  const [file, ...args] = onOneCPU(process.execPath)
  return spawn(file, [...args, '-e', source], { stdio: 'ignore' })
}

async function run([file, ...before]: [string, ...string[]], name: Scenario) {
  const { exitCode, signal, timedOut, stdout, stderr } = await runLimited({
    file,
    args: [...before, program, name, library],
    cwd: fileURLToPath(new URL('.', import.meta.url)),
    env: process.env,
    timeout,
  })
  return { exitCode, signal, timedOut, stderr, facts: stdout === '' ? undefined : JSON.parse(stdout) }
}

function quietEnding(name: Scenario) {
  return { exitCode: 0, signal: null, timedOut: false, stderr: '', facts: expectedFacts[name] }
}
