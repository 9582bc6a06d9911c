import { vi } from 'vitest'
import type { ErrorCode } from '../../src/errors/codes.js'
import { meetUnprepared } from '../../src/host/answering/unprepared.js'
import { internals } from '../../src/host/mock-host.js'
import { loadDriver } from '../../src/host/storage/driver.js'
import { MockHost, plugin } from '../../src/index.js'
import { coreMissing, loadLibrary, versionClash } from '../../src/native/library.js'
import { explainRefusal } from '../../src/plugin/doctor/explain-refusal.js'
import { leftFilesOf } from '../../src/session/leftovers.js'
import { resolveOptions } from '../../src/session/resolve-options.js'
import { installHost } from '../host/install-host.js'
import { libraryOf, loadChatter } from '../plugin/load-fixture.js'
import { openFile } from '../session/begin-test.js'
import { errorOf, type MessageSource } from './message-source.js'

const museum = (name: string): MessageSource => ({ quoted: `test/museum/messages/${name}.txt` })
const crash = (name: string): MessageSource => ({ quoted: `test/runners/messages/${name}.txt` })
const quoted = (file: string): MessageSource => ({ quoted: `test/${file}` })

/** A real message of every code. */
export const codeMessages: Readonly<Record<ErrorCode, MessageSource>> = {
  ALREADY_INSTALLED: quoted('host/install.test.ts'),
  NOT_INSTALLED: quoted('host/host-api.test.ts'),
  NOT_LAST_INSTALLED: quoted('host/install.test.ts'),
  WRONG_THREAD: quoted('host/native-errors.test.ts'),
  SLOT_IS_NULL: quoted('host/host-api.test.ts'),
  NO_HOST_TABLE: { made: () => new MockHost({ name: 'my host', abiVersion: 1 }).hostAPIPointer() },
  NO_TEST_HOST: quoted('session/test-host.test.ts'),
  HOST_ENDED: quoted('session/test-file.test.ts'),
  HOST_CLOSED: quoted('host/closing.test.ts'),
  LEFT_INSTALLED: {
    made: async () => {
      const test = await openFile().begin('greets in Norwegian')
      test.run(() => new MockHost({ name: 'my host' }).hostAPIPointer())
      return (await test.end()).errors[0]
    },
  },
  POOL_EXHAUSTED: { made: exhaustPool },
  NO_MEMORY: quoted('host/native-errors.test.ts'),
  INVALID_ARGUMENT: quoted('host/inference/models.test.ts'),
  THREAD_BUSY: quoted('host/host-api.test.ts'),
  THREAD_ENDED: quoted('host/host-api.test.ts'),
  PUMP_TOO_DEEP: { made: nestTooDeeply },
  CALL_TIMED_OUT: museum('never_unlocks'),
  PLUGIN_STUCK: quoted('plugin/timeouts.test.ts'),
  PLUGIN_CRASHED: crash('uses_NULL'),
  NO_PROCESS: { missing: 'takes a system that is out of processes' },
  PLUGIN_TIMED_OUT: crash('waits_for_its_own_mutex_isolated'),
  PLUGIN_EXITED: crash('exits'),
  PLUGIN_DESTROYED: quoted('plugin/plugin-driver.test.ts'),
  CALLBACK_MISSING: museum('no_handle_route'),
  NULL_RESULT: quoted('plugin/route.test.ts'),
  INVALID_RESPONSE: museum('route_without_status'),
  RESPONDER_FAILED: {
    made: () => {
      const host = installHost()
      host.onDispatch = () => ({ id: 'task-1' }) as never
      host.api.dispatch('{}')
      return host[internals].findings.unexpectedErrors[0]
    },
  },
  UNPREPARED_CALL: {
    made: () => {
      const call = { slot: 'complete', texts: ['{"model":"foundation"}'] } as never
      return meetUnprepared(call, 'host 1', 'fail')?.error
    },
  },
  UNTIL_TIMED_OUT: quoted('host/waiting.test.ts'),
  IDLE_TIMED_OUT: {
    made: async () => {
      const { host, plugin } = await loadChatter()
      const blocked = plugin.invoke('block')
      const error = await errorOf(() => host.idle({ quiet: 10, timeout: 50 }))
      await plugin.invoke('unblock')
      await blocked
      return error
    },
  },
  FILE_NOT_FOUND: quoted('plugin/loader-errors.test.ts'),
  FILE_NOT_READABLE: quoted('plugin/loader-errors.test.ts'),
  NOT_A_LIBRARY: quoted('plugin/loader-errors.test.ts'),
  WRONG_ARCHITECTURE: quoted('plugin/loader-errors.test.ts'),
  LIBRARY_INCOMPLETE: quoted('plugin/loader-errors.test.ts'),
  DEPENDENCY_NOT_FOUND: quoted('plugin/load-doctor.test.ts'),
  UNDEFINED_SYMBOL: quoted('plugin/load-doctor.test.ts'),
  SYMBOL_VERSION_NOT_FOUND: quoted('plugin/load-doctor.test.ts'),
  QUARANTINED: quoted('plugin/doctor/distrust.test.ts'),
  INVALID_SIGNATURE: quoted('plugin/doctor/distrust.test.ts'),
  LOAD_FAILED: {
    made: () => {
      const said = '/home/ada/hello/libhello.so: failed to map segment from shared object'
      return explainRefusal('/home/ada/hello/libhello.so', said)
    },
  },
  ENTRY_NOT_FOUND: museum('misnamed_entry'),
  ENTRY_RETURNED_NULL: museum('exact_version'),
  MISSING_POINTERS: museum('no_destroy'),
  TABLE_TOO_SHORT: museum('short_table'),
  IMPLAUSIBLE_VERSION: quoted('plugin/plugin-table.test.ts'),
  INIT_FAILED: museum('token_to_start'),
  NO_MANIFEST: museum('manifest_in_file'),
  INVALID_MANIFEST: museum('unknown_auth'),
  PLUGIN_ID_MISMATCH: museum('id_mismatch'),
  EMPTY_TOOL_ID: museum('empty_tool'),
  DUPLICATE_TOOL_ID: museum('duplicate_tool'),
  EMPTY_ROUTE_ID: museum('empty_route'),
  DUPLICATE_ROUTE_ID: museum('duplicate_route'),
  OSAURUS_TOO_OLD: { made: () => loadDemanding({ osaurusVersion: '0.22.2' }) },
  MACOS_TOO_OLD: { made: () => loadDemanding({ macosVersion: '14.7' }) },
  ROUTE_IN_WEB_MOUNT: museum('route_in_web'),
  PLUGIN_ALREADY_LOADED: quoted('plugin/loaded-plugins.test.ts'),
  UNKNOWN_OPTION: quoted('host/options.test.ts'),
  INVALID_OPTION: quoted('session/options.test.ts'),
  NO_PLUGIN: quoted('session/test-host.test.ts'),
  UNSUPPORTED_PLATFORM: {
    made: () => {
      using _ = vi.spyOn(process, 'platform', 'get').mockReturnValue('win32')
      return errorOf(loadLibrary)
    },
  },
  NATIVE_CORE_MISSING: {
    made: () =>
      errorOf(() => {
        throw coreMissing('/app/node_modules/osaurus-mockhost/prebuilds/core')
      }),
  },
  NO_SQLITE: {
    made: () => {
      const installed = () => {
        throw new Error("Cannot find module '@photostructure/sqlite'")
      }
      return loadDriver({ builtin: () => undefined, installed })
    },
  },
  NO_TEMPORARY_FOLDER: {
    made: () => {
      vi.stubEnv('TMPDIR', '/nowhere')
      return errorOf(() => new MockHost().artifacts.directory).finally(() => vi.unstubAllEnvs())
    },
  },
  VERSION_CLASH: {
    made: () => versionClash({ version: '0.0.9', place: '/app/packages/weather/node_modules/osaurus-mockhost' }),
  },
  MATCHER_MISUSE: quoted('matchers/to-have-read-config.test.ts'),
  PROCESS_DIED: quoted('session/read-flight.test.ts'),
  DROPPED_CALLS: {
    made: async () => {
      const test = await openFile().begin('asks two hosts')
      await test.run(() => new MockHost().withInstalled(() => plugin.invoke('storm', { message: 'whose?' })))
      return (await test.end()).errors[0]
    },
  },
  CANNOT_TELL: quoted('matchers/to-have-freed-every-string.test.ts'),
  VIOLATIONS: museum('syslog_level'),
  BAD_FREES: museum('double_free'),
  LEAKED_STRINGS: museum('leaked_answer'),
  LEFTOVER_THREADS: museum('endless_thread'),
  LEFTOVER_FILES: {
    made: () => {
      const info = { name: 'keeps notes', options: resolveOptions({ failOn: ['leftovers'] }, {}) } as never
      return leftFilesOf(info, [{ path: '/tmp/notes.sqlite', how: 'open', library: 'libnotes.so' }])[0]
    },
  },
}

function exhaustPool(): Promise<unknown> {
  const hosts: MockHost[] = []
  return errorOf(() => {
    for (;;) {
      const host = new MockHost()
      host.hostAPIPointer()
      hosts.push(host)
    }
  }).finally(() => {
    for (const host of hosts.toReversed()) host.close()
  })
}

async function nestTooDeeply(): Promise<unknown> {
  const { host, plugin } = await loadChatter()
  let error: unknown
  host.onConfigGet = () => {
    try {
      plugin.invokeSync('config_get', { key: 'region' })
    } catch (thrown) {
      error ??= thrown
    }
    return 'eu'
  }
  plugin.invokeSync('config_get', { key: 'region' })
  return error
}

async function loadDemanding(app: { osaurusVersion?: string; macosVersion?: string }): Promise<unknown> {
  return installHost().load(await libraryOf('demanding'), app)
}
