import koffi from 'koffi'
import { slotNames } from '../../src/abi/slots.js'
import type { ViolationRule } from '../../src/host/contract.js'
import { violationRules } from '../../src/host/rules/catalogue.js'
import type { MockHost } from '../../src/index.js'
import { installHost } from '../host/install-host.js'
import { violationsOf } from '../host/violations-of.js'
import { catalogue } from '../museum/catalogue.js'
import { libraryOf, loadChatter } from '../plugin/load-fixture.js'
import type { MessageSource } from './message-source.js'

/** Rules that no plugin of the museum breaks. */
const others: Readonly<Partial<Record<ViolationRule, MessageSource>>> = {
  BAD_FREE: {
    made: () => {
      const host = installHost()
      host.api.freeString(0x1234n)
      return host.violations
    },
  },
  RESPONDER_FAILED: {
    made: () => {
      const host = installHost()
      host.onDispatch = () => {
        throw new Error('the test expected no task')
      }
      host.api.dispatch('{}')
      return violationsOf(host, 'RESPONDER_FAILED')
    },
  },
  RESPONDER_TIMED_OUT: {
    made: async () => {
      const { host, plugin } = await loadChatter({ responderTimeout: 20 })
      host.onHttpRequest = () => new Promise(() => {})
      await plugin.invoke('http', {})
      return violationsOf(host, 'RESPONDER_TIMED_OUT')
    },
  },
  RESPONDER_UNREACHABLE: {
    made: () => {
      const host = installHost()
      host.onDispatch = () => '{"id":"task-1"}'
      callDirectly(host, 'dispatch')
      return violationsOf(host, 'RESPONDER_UNREACHABLE')
    },
  },
  ASYNC_ANSWER_IN_SYNC_CALL: {
    made: async () => {
      const { host, plugin } = await loadChatter()
      host.onHttpRequest = async () => '{"status":200}'
      plugin.invokeSync('http', {})
      return violationsOf(host, 'ASYNC_ANSWER_IN_SYNC_CALL')
    },
  },
  UNPREPARED_CALL: {
    made: () => {
      const host = installHost({ unprepared: 'fail' })
      host.api.httpRequest('{"method":"GET","url":"https://example.com/"}')
      return violationsOf(host, 'UNPREPARED_CALL')
    },
  },
  JOURNAL_LIMIT: {
    made: () => {
      const host = installHost({ journalLimit: 4096 })
      for (let line = 0; line < 500; line++) host.api.log(2, `line ${line}`)
      return host.violations
    },
  },
  PLUGIN_ALREADY_LOADED: {
    made: async () => {
      const { host } = await loadChatter()
      const second = await host.load(await libraryOf('chatter'))
      const found = violationsOf(host, 'PLUGIN_ALREADY_LOADED')
      await second.destroy()
      return found
    },
  },
}

/** A real report of every rule: of the museum, where a plugin of it breaks the rule. */
export const ruleMessages: Readonly<Record<ViolationRule, MessageSource>> = Object.fromEntries(
  violationRules.map((rule) => [rule, others[rule] ?? museumPiece(rule)]),
) as Record<ViolationRule, MessageSource>

function museumPiece(rule: ViolationRule): MessageSource {
  const piece = catalogue.find(({ caughtBy }) => caughtBy.includes(rule))
  return piece ? { quoted: `test/museum/messages/${piece.name}.txt` } : { missing: 'no plugin of the museum breaks it' }
}

/** As a plugin does it that JavaScript has called by another way than through the host. */
function callDirectly(host: MockHost, slot: 'dispatch'): void {
  const size = slotNames.length + 1
  const pointers = koffi.decode(host.api.pointer, koffi.array('void *', size))
  koffi.decode(pointers[slotNames.indexOf(slot) + 1], koffi.proto('const char *(const char *)'))('{}')
}
