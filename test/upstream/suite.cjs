'use strict'
// The 17 assertions of the upstream test kit (fact sheet, sections 4.2 to 4.4), one test each, for any runner.
// Where upstream traps, this kit throws a typed error; a second thread of the test is a worker_thread.
const { AsyncLocalStorage } = require('node:async_hooks')
const { once } = require('node:events')
const { join } = require('node:path')
const v8 = require('node:v8')
const vm = require('node:vm')
const { Worker } = require('node:worker_threads')
const koffi = require('koffi')

const profile = 'upstream'

/** Defines the suite with the functions of a runner. */
function defineUpstreamSuite({ describe, test, expect, MockHost, isMockHostError }) {
  const makeHost = () => new MockHost({ profile })

  describe('MockHost', () => {
    test('hostAPIPointerAdvertisesV6', () => {
      const host = makeHost()
      host.withInstalled(({ pointer }) => {
        const slots = readTable(pointer)
        expect(slots.version).toBe(6)
        for (const offset of [8, 16, 56, 176, 184, 192]) expect(slots.at(offset)).not.toBe(0n)
      })
    })

    test('configGetCallsOverrideClosure', () => {
      const host = makeHost()
      host.onConfigGet = (key) => (key === 'token' ? 'secret' : null)
      host.withInstalled(({ pointer }) => {
        expect(host.api.configGet('token')).toBe('secret')
        // The string is the plugin's, which may give it to libc.
        host.on.config_get.reply('plain')
        expect(getAndFreeByLibc(pointer, 'token')).toBe('plain')
      })
    })

    test('configGetReturnsNilForUnknownKey', () => {
      expect(makeHost().withInstalled((api) => api.configGet('unknown'))).toBeNull()
    })

    test('configWritesAreRecorded', () => {
      const host = makeHost()
      host.withInstalled((api) => {
        api.configSet('a', '1')
        api.configSet('b', '2')
        api.configDelete('a')
      })
      expect(host.configWrites.setCount).toBe(2)
      expect(host.configWrites.deleteCount).toBe(1)
      expect(host.configWrites.lastValue('a')).toBe('1')
      expect(host.configWrites.lastValue('b')).toBe('2')
    })

    test('logsAreRecorded', () => {
      const host = makeHost()
      host.withInstalled((api) => {
        api.log(2, 'started')
        api.logStructured(3, 'slow', '{"ms":12}')
      })
      expect(host.logs.entries.map(({ level, message }) => ({ level, message }))).toEqual([
        { level: 2, message: 'started' },
        { level: 3, message: 'slow {"ms":12}' },
      ])
      expect(host.logs.contains('"ms":12')).toBe(true)
      expect(host.logs.contains('finished')).toBe(false)
    })

    test('getActiveAgentIdReturnsConfiguredValue', () => {
      const host = makeHost()
      host.activeAgentId = 'agent-42'
      expect(host.withInstalled((api) => api.getActiveAgentId())).toBe('agent-42')
    })

    test('getActiveAgentIdNilByDefault', () => {
      expect(makeHost().withInstalled((api) => api.getActiveAgentId())).toBeNull()
    })

    test('dispatchHasSensibleDefault', () => {
      const answer = makeHost().withInstalled((api) => api.dispatch('{"prompt":"hi"}'))
      expect(answer).toContain('"status":"running"')
      expect(answer).toContain('"id"')
    })

    test('uninstallIsIdempotent', () => {
      const host = makeHost()
      host.hostAPIPointer()
      host.uninstall()
      host.uninstall()
      expect(host.isInstalled).toBe(false)
    })
  })

  describe('MockHost threading', () => {
    test('backgroundThreadLogIsRecorded', () => {
      const host = makeHost()
      host.withInstalled((api) => api.onNewThread((behind) => behind.log(2, 'from a fresh thread')))
      expect(host.logs.messages).toEqual(['from a fresh thread'])
      expect(host.calls.last.role).toBe('background')
    })

    test('backgroundThreadConfigWriteIsRecorded', () => {
      const host = makeHost()
      host.withInstalled((api) => api.onNewThread((behind) => behind.configSet('k', 'v')))
      expect(host.configWrites.lastValue('k')).toBe('v')
    })

    test('getActiveAgentIdIsNilOnBackgroundThread', () => {
      const host = makeHost()
      host.activeAgentId = 'agent-42'
      host.withInstalled((api) => {
        expect(api.onNewThread((behind) => behind.getActiveAgentId())).toBeNull()
        expect(api.getActiveAgentId()).toBe('agent-42')
      })
    })

    test('backgroundCallIsDroppedWhenMultipleHostsInstalled', async () => {
      const worker = new Worker(join(__dirname, 'second-host.cjs'))
      await once(worker, 'message')
      const host = makeHost()
      host.withInstalled((api) => api.onNewThread((behind) => behind.log(2, 'whose?')))
      const ended = Promise.all([once(worker, 'message'), once(worker, 'exit')])
      worker.postMessage('end')
      const [[logs]] = await ended
      expect(host.logs.length).toBe(0)
      expect(logs).toBe(0)
      expect(host.drops.map(({ slot, reason }) => ({ slot, reason }))).toEqual([{ slot: 'log', reason: 'ambiguous' }])
    })

    test('nestedInstallRoutesToInnerThenRestoresOuter', () => {
      const outer = makeHost()
      const inner = makeHost()
      outer.withInstalled((api) => {
        api.log(2, 'before')
        inner.withInstalled((innerApi) => innerApi.log(2, 'inside'))
        api.log(2, 'after')
      })
      expect(outer.logs.messages).toEqual(['before', 'after'])
      expect(inner.logs.messages).toEqual(['inside'])
    })

    test('nestedLifoUninstallDoesNotLeakOrPoisonSlot', async () => {
      expect(makeHost().isInstalled).toBe(false) // the first host makes what all hosts of the thread share
      const { counters } = findRuntime().binding()
      const before = counters.liveHosts
      const dropped = dropTwoHosts(makeHost)
      await collectGarbage(() => dropped.every((host) => host.deref() === undefined) && counters.liveHosts <= before)
      expect(dropped.map((host) => host.deref())).toEqual([undefined, undefined])
      expect(counters.liveHosts).toBeLessThanOrEqual(before)
      const fresh = makeHost()
      fresh.withInstalled((api) => api.onNewThread((behind) => behind.log(2, 'fresh')))
      expect(fresh.logs.messages).toEqual(['fresh'])
    })

    test('nonLifoUninstallTraps', () => {
      const outer = makeHost()
      const inner = makeHost()
      outer.hostAPIPointer()
      inner.hostAPIPointer()
      const error = catchError(() => outer.uninstall())
      expect(isMockHostError(error, 'NOT_LAST_INSTALLED')).toBe(true)
      inner.uninstall()
      outer.uninstall()
      expect([outer.isInstalled, inner.isInstalled]).toEqual([false, false])
    })
  })

  describe('OsrHostAPI', () => {
    test('layoutMatchesFrozenCABI', () => {
      makeHost().withInstalled(({ pointer }) => {
        const slots = readTable(pointer)
        expect(pointer % 8n).toBe(0n)
        expect(slots.size).toBe(200)
        expect(slots.version).toBe(6)
        const wired = [8, 16, 24, 48, 56, 120, 176, 184, 192]
        const offsets = Array.from({ length: 24 }, (_, index) => 8 * (index + 1))
        expect(offsets.filter((offset) => slots.at(offset) !== 0n)).toEqual(wired)
      })
    })
  })
}

/** What all copies of the package on this thread share; it counts the hosts that live in C. */
function findRuntime() {
  const key = Symbol.for('osaurus-mockhost.runtime')
  return globalThis[key] ?? AsyncLocalStorage[key]
}

/** The table as 200 bytes: `version` at 0, then 24 pointers. */
function readTable(pointer) {
  const bytes = Buffer.from(koffi.view(pointer, 200))
  return { size: bytes.length, version: bytes.readUInt32LE(0), at: (offset) => bytes.readBigUInt64LE(offset) }
}

/** Calls `config_get` as a plugin would that knows no `free_string`. */
function getAndFreeByLibc(pointer, key) {
  const libc = koffi.load(process.platform === 'darwin' ? '/usr/lib/libSystem.B.dylib' : 'libc.so.6')
  const free = libc.func('free', 'void', ['uintptr_t'])
  const configGet = koffi.decode(readTable(pointer).at(8), koffi.proto('uintptr_t (const char *)'))
  const text = configGet(key)
  const answer = koffi.decode(text, 'char', -1)
  free(text)
  return answer
}

function dropTwoHosts(makeHost) {
  const outer = makeHost()
  const inner = makeHost()
  outer.hostAPIPointer()
  inner.hostAPIPointer()
  inner.uninstall()
  outer.uninstall()
  return [new WeakRef(outer), new WeakRef(inner)]
}

async function collectGarbage(isDone) {
  v8.setFlagsFromString('--expose_gc')
  const gc = vm.runInNewContext('gc')
  for (let tries = 0; tries < 100 && !isDone(); tries++) {
    await new Promise((resolve) => setImmediate(resolve))
    gc()
  }
}

function catchError(body) {
  try {
    body()
  } catch (error) {
    return error
  }
  return undefined
}

module.exports = { defineUpstreamSuite }
