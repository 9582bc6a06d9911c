import { fileURLToPath } from 'node:url'
import { beforeAll, describe, expect, test } from 'vitest'
import { buildPlugins } from '../fixtures/plugins/build.mjs'
import { runLimited } from '../runners/run-limited.js'

let libraries: Record<string, string>

beforeAll(async () => {
  libraries = await buildPlugins(['constructed', 'chatter'])
})

/** Loads a library whose constructor does as it is told, then chatter. */
function loadBoth(order: string) {
  return runLimited({
    file: process.execPath,
    args: [
      fileURLToPath(new URL('scripts/load-one-by-one.mjs', import.meta.url)),
      libraries.constructed ?? '',
      libraries.chatter ?? '',
    ],
    cwd: fileURLToPath(new URL('.', import.meta.url)),
    env: { ...process.env, CONSTRUCTOR: order },
    timeout: 30_000,
  })
}

// Constructors run while their thread holds the lock of the dynamic linker, which every other load needs.
describe('a constructor of a library', () => {
  test('that returns is no matter', async () => {
    expect(await loadBoth('nothing')).toMatchObject({ stdout: 'loaded\nloaded\n', stderr: '', exitCode: 7 })
  })

  test('that does not is told, with the loads that wait for it, and the process can exit', async () => {
    const { stdout, exitCode, timedOut } = await loadBoth('hang')
    expect({ exitCode, timedOut }).toEqual({ exitCode: 7, timedOut: false })
    const [own, other] = stdout.split(/^(?=MockHostError)/m)
    expect(own).toMatch(/^MockHostError: CALL_TIMED_OUT: dlopen of libconstructed\.\w+ did not return within \d+ ms/)
    expect(other).toMatch(/^MockHostError: CALL_TIMED_OUT: dlopen of libchatter\.\w+ did not return within \d+ ms/)
    if (process.platform !== 'linux') return
    expect(own).toMatch(/stands at\n.*libconstructed\.so\+0x\w+ {2}construct\n/)
    expect(other).toMatch(/waits for a lock/)
  })

  test('that crashes ends the process, which says where: no thread could load a library any more', async () => {
    const { stdout, stderr, signal } = await loadBoth('crash')
    expect({ stdout, signal }).toEqual({ stdout: '', signal: expect.stringMatching(/^SIG(SEGV|BUS)$/) })
    expect(stderr).toMatch(/^osaurus-mockhost: the plugin crashed, and the process ends\nsignal\tSIG(SEGV|BUS)\n/)
    expect(stderr).toMatch(/in\tlibconstructed\.\w+\+0x/)
  })

  test.runIf(process.platform === 'linux')('that exits ends the process with its code, and says where', async () => {
    const { stdout, stderr, exitCode } = await loadBoth('exit')
    expect({ stdout, exitCode }).toEqual({ stdout: '', exitCode: 3 })
    expect(stderr).toMatch(/^osaurus-mockhost: the plugin crashed, and the process ends\nexit\t3\n/)
    expect(stderr).toMatch(/at\tlibconstructed\.so\+0x/)
  })
})
