import { describe, expect, it } from 'vitest'
import { installError, uninstallError } from '../../src/host/native-errors.js'
import { Status } from '../../src/native/core.js'

// What no test can bring about from JavaScript, where a host never leaves its thread and memory never ends.
describe('a status of the core that uninstall never shows here', () => {
  it('of another thread is WRONG_THREAD (R3)', () => {
    expect(uninstallError(Status.wrongThread, 'mine').message).toMatchInlineSnapshot(`
      "WRONG_THREAD: mine was installed on another thread.
        to fix      uninstall it on the thread that installed it
        more        docs/errors/WRONG_THREAD.md"
    `)
  })
})

describe('a status of the core that an install seldom shows', () => {
  it('without memory is NO_MEMORY', () => {
    expect(installError(Status.noMemory, 'mine').message).toMatchInlineSnapshot(`
      "NO_MEMORY: The native core could not get memory.
        to fix      close hosts that are not needed any more, or lower journalLimit
        more        docs/errors/NO_MEMORY.md"
    `)
  })
})
