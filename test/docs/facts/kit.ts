import { modelled, type Section } from '../fact.js'

const upstream = 'test/upstream/suite.cjs'
const install = 'native/test/install_test.c'

const members: Section = {
  number: '4.2',
  name: 'MockHost of the Swift kit',
  facts: [
    modelled(
      'nine slots are wired, fifteen are NULL',
      'test/host/profile.test.ts',
      'upstream wires the nine slots of the Swift kit',
    ),
    modelled('onConfigGet answers config_get', upstream, 'configGetCallsOverrideClosure'),
    modelled('config_get answers NULL by default', upstream, 'configGetReturnsNilForUnknownKey'),
    modelled('dispatch answers a running task by default', upstream, 'dispatchHasSensibleDefault'),
    modelled(
      'http_request answers network_error by default',
      'test/host/answers.test.ts',
      'http_request answers a network error, so that a forgotten answer is seen',
    ),
    modelled('activeAgentId comes back as it is', upstream, 'getActiveAgentIdReturnsConfiguredValue'),
    modelled('activeAgentId is none by default', upstream, 'getActiveAgentIdNilByDefault'),
    modelled(
      'activeAgentId is there in every callback',
      'test/plugin/agents.test.ts',
      'activeAgentId is there in every frame of the plugin',
    ),
    modelled(
      'config_get does not see what config_set wrote',
      'test/host/recorded-calls.test.ts',
      "are not what config_get answers under the profile 'upstream'",
    ),
    modelled(
      'nothing is added to the arguments of a tool',
      'test/plugin/tool-arguments.test.ts',
      'stay as they are when they are no object, in invokeRaw, and as upstream has them',
    ),
    modelled(
      'a table without a version is no violation',
      'test/plugin/plugin-table.test.ts',
      'without version is no violation of the Swift kit',
    ),
    modelled(
      'a second plugin of one id lives',
      'test/plugin/loaded-plugins.test.ts',
      "lives in the profile 'upstream', which has no rules",
    ),
    modelled('no rule of the app is looked for', 'test/host/rules/review.test.ts', 'no rule of the host is looked for'),
  ],
}

const routing: Section = {
  number: '4.3',
  name: 'Routing of the Swift kit',
  facts: [
    modelled(
      'a call goes to the host on top of the stack of its thread',
      upstream,
      'nestedInstallRoutesToInnerThenRestoresOuter',
    ),
    modelled('a background call goes to the one installed host', upstream, 'backgroundThreadLogIsRecorded'),
    modelled('a background config write too', upstream, 'backgroundThreadConfigWriteIsRecorded'),
    modelled('a background thread has no agent', upstream, 'getActiveAgentIdIsNilOnBackgroundThread'),
    modelled(
      'with two hosts a background call is dropped',
      upstream,
      'backgroundCallIsDroppedWhenMultipleHostsInstalled',
    ),
    modelled(
      'the thread is asked before the table',
      install,
      'R9: the thread is asked before the table, also by table',
    ),
    modelled(
      'installing twice traps: an error here',
      'test/host/install.test.ts',
      'of a host that is installed throws ALREADY_INSTALLED, and leaves it installed (R2)',
    ),
    modelled('uninstalling twice is harmless', upstream, 'uninstallIsIdempotent'),
    modelled('uninstalling out of order traps: an error here', upstream, 'nonLifoUninstallTraps'),
    modelled('uninstalling in order leaves nothing behind', upstream, 'nestedLifoUninstallDoesNotLeakOrPoisonSlot'),
  ],
}

const recorders: Section = {
  number: '4.4',
  name: 'Recorders of the Swift kit',
  facts: [
    modelled(
      'config writes are kept in order; a delete does not hide the last value',
      upstream,
      'configWritesAreRecorded',
    ),
    modelled('logs are kept in order, with their levels', upstream, 'logsAreRecorded'),
    modelled(
      'log_structured joins message and payload with a space',
      'test/host/recorded-calls.test.ts',
      "join message and payload in profile 'upstream'",
    ),
    modelled(
      'calls with a NULL are not recorded as entries',
      'test/host/violations.test.ts',
      'stands in no typed recorder',
    ),
  ],
}

export const kit: readonly Section[] = [members, routing, recorders]
