import { closeSync, existsSync, mkdtempSync, openSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import { host, plugin } from '../../src/index.js'
import { checkEnvironmentOptions, type EnvironmentOptions } from '../../src/session/options.js'
import { resolveOptions } from '../../src/session/resolve-options.js'
import { libraryOf } from '../plugin/load-fixture.js'
import { openFile } from './begin-test.js'

const onLinux = it.runIf(process.platform === 'linux')
const withCode = (code: string) => expect.objectContaining({ code })

async function begin(name: string, options: Omit<EnvironmentOptions, 'plugin'> = {}) {
  const library = await libraryOf('tangler')
  return openFile().begin(name, { plugin: library, image: 'test', failOn: ['leftovers'], ...options })
}

/** A file for the plugin, in a folder of its own. */
function makePath(name: string): string {
  const folder = mkdtempSync(join(tmpdir(), 'left-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  return join(folder, name)
}

/** Has the plugin open a file. Returns its descriptor. */
async function leaveFile(file: string): Promise<number> {
  const { raw } = await plugin.invoke('leave', { file })
  return JSON.parse(raw).result.descriptor
}

async function leaveThread(thread: string): Promise<void> {
  await plugin.invoke('leave', { thread })
  await host.until(({ logs }) => logs.contains('lives on'))
}

describe('a thread that outlives destroy', () => {
  onLinux('fails the test, by its name', async () => {
    const test = await begin('leaves a thread')
    await test.run(() => leaveThread('pool-1'))
    const { errors, notes } = await test.end()
    expect(errors).toEqual([withCode('LEFTOVER_THREADS')])
    expect(String(errors[0])).toMatch(/thread +OS id +library\n.*pool-1 +\d+ +libtangler/)
    expect(notes).toEqual([expect.stringMatching(/^the thread "pool-1" \(\d+\) of libtangler.* outlived destroy$/)])
  })

  onLinux('is let be where a pattern allows it, and no other is', async () => {
    const allowLeftovers = { 'pool-*': 'the pool of the runtime lives as long as the app', '[a-z]+': 'no RegExp' }
    const pool = await begin('leaves its pool', { allowLeftovers })
    await pool.run(() => leaveThread('pool-2'))
    expect(await pool.end()).toEqual({ errors: [], notes: [] })
    const other = await begin('leaves another', { allowLeftovers })
    await other.run(() => leaveThread('mypool-2'))
    expect((await other.end()).errors).toEqual([withCode('LEFTOVER_THREADS')])
  })
})

describe('a file that is open after destroy', () => {
  onLinux('fails the test, by its path', async () => {
    const test = await begin('leaves a file')
    const path = makePath('cache.tmp')
    const descriptor = await test.run(() => leaveFile(path))
    const { errors } = await test.end()
    closeSync(descriptor)
    expect(errors).toEqual([withCode('LEFTOVER_FILES')])
    expect(String(errors[0])).toContain(`${path}  open still  libtangler`)
  })

  onLinux('is told after a destroy that the test itself has called', async () => {
    const test = await begin('destroys its plugin')
    const path = makePath('cache.tmp')
    const descriptor = await test.run(async () => {
      const opened = await leaveFile(path)
      await plugin.destroy()
      return opened
    })
    expect((await test.end()).errors).toEqual([withCode('LEFTOVER_FILES')])
    closeSync(descriptor)
  })

  onLinux('that was removed meanwhile is one still', async () => {
    const test = await begin('removes it')
    const path = makePath('cache.tmp')
    const descriptor = await test.run(async () => {
      const opened = await leaveFile(path)
      rmSync(path)
      return opened
    })
    const { errors } = await test.end()
    closeSync(descriptor)
    expect(String(errors[0])).toContain(`${path} (deleted)`)
  })

  it('is none when it was closed in time, or open before, or is the database of the host', async () => {
    const database = makePath('notes.db')
    const before = openSync(makePath('before'), 'w')
    onTestFinished(() => closeSync(before))
    const test = await begin('tidies up', { database })
    const path = makePath('cache.tmp')
    await test.run(async () => {
      host.db.seed('CREATE TABLE notes (text)')
      await plugin.invoke('close_file', { descriptor: await leaveFile(path) })
    })
    expect(existsSync(path)).toBe(true)
    expect(await test.end()).toEqual({ errors: [], notes: [] })
  })

  it('is let be where a pattern allows its name or its path, and is not looked for unless asked', async () => {
    const path = makePath('cache.tmp')
    for (const options of [
      { allowLeftovers: { 'cache.*': 'kept for the next run' } },
      { allowLeftovers: { [path]: 'kept for the next run' } },
      { failOn: [] },
    ]) {
      const test = await begin('leaves a file', options)
      const descriptor = await test.run(() => leaveFile(path))
      expect(await test.end()).toEqual({ errors: [], notes: [] })
      closeSync(descriptor)
    }
  })
})

describe('a file among the artifacts', () => {
  it('fails the test that has not named it', async () => {
    const test = await begin('gets an artifact more')
    await test.run(async () => {
      host.artifacts.write('input.txt', 'mine')
      writeFileSync(host.artifacts.path('by-path.txt'), 'mine too')
      const path = join(host.artifacts.directory, 'scratch.tmp')
      await plugin.invoke('close_file', { descriptor: await leaveFile(path) })
    })
    const { errors } = await test.end()
    expect(errors).toEqual([withCode('LEFTOVER_FILES')])
    expect(String(errors[0])).toMatch(/scratch\.tmp +in host\.artifacts +libtangler/)
    expect(String(errors[0])).not.toMatch(/input|by-path/)
  })
})

it('strings that are outstanding are leftovers too, told once beside leaks', async () => {
  for (const failOn of [['leftovers'], ['leaks', 'leftovers']] as const) {
    const test = await openFile().begin('keeps a string', { failOn })
    await test.run(async () => {
      host.on.config_get.reply('eu')
      await plugin.invoke('free_none')
    })
    expect((await test.end()).errors).toEqual([withCode('LEAKED_STRINGS')])
  }
})

describe('allowLeftovers', () => {
  it('takes names with reasons, and no others', () => {
    const allowLeftovers = { 'tokio-*': 'the pool of the runtime' }
    expect(checkEnvironmentOptions({ allowLeftovers })).toEqual({ allowLeftovers })
    const wrong = withCode('INVALID_OPTION')
    expect(() => checkEnvironmentOptions({ allowLeftovers: { 'tokio-*': ' ' } })).toThrow(wrong)
    expect(() => checkEnvironmentOptions({ allowLeftovers: ['tokio-*'] })).toThrow(wrong)
  })

  it('of an inner block adds to those around it, and its reason wins', () => {
    const outer = { allowLeftovers: { a: 'outer', b: 'outer' } }
    const merged = resolveOptions(outer, {}, { allowLeftovers: { b: 'inner' } })
    expect(merged.allowLeftovers).toEqual({ a: 'outer', b: 'inner' })
  })
})
