import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { libraryOf } from '../plugin/load-fixture.js'

const hasDebugger = existsSync('/usr/bin/gdb')

describe('OSAURUS_MOCKHOST_DEBUG=attach', () => {
  it.runIf(process.platform === 'linux')(
    'waits before init, says how to attach, and goes on with a debugger',
    async (context) => {
      const script = `
      import { MockHost } from '${new URL('../../dist/index.mjs', import.meta.url).href}'
      const host = new MockHost({ isolate: true })
      host.hostAPIPointer()
      const plugin = await host.load(${JSON.stringify(await libraryOf('crasher'))})
      console.log((await plugin.invoke('fine')).ok)`
      const child = spawn(process.execPath, ['--input-type=module', '-e', script], {
        env: { ...process.env, OSAURUS_MOCKHOST_DEBUG: 'attach', NODE_OPTIONS: '' },
      })
      let said = ''
      let answered = ''
      child.stderr.on('data', (bytes) => (said += bytes))
      child.stdout.on('data', (bytes) => (answered += bytes))
      await expect
        .poll(() => said, { timeout: 10_000 })
        .toMatch(/libcrasher\.so is loaded, and init is next; attach a debugger: gdb -p \d+/)
      expect(answered).toBe('')
      if (!hasDebugger) {
        child.kill('SIGKILL')
        context.skip('gdb is not installed, so nobody attaches')
      }
      const gdb = spawn('gdb', ['-q', '-batch', '-p', String(child.pid), '-ex', 'continue'], { stdio: 'ignore' })
      const [code] = await once(child, 'exit')
      gdb.kill('SIGKILL')
      expect({ code, answered }).toEqual({ code: 0, answered: 'true\n' })
    },
  )
})
