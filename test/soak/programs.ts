import type { HostSpec, Program } from './program.js'

const request = '{"method":"GET","url":"https://example.com/"}'
const host: HostSpec = { jsThread: 0, attribution: 'thread' }
const program = (steps: Program['steps'], plugins: Program['plugins'] = []): Program => ({
  hosts: [host, host],
  plugins,
  steps,
})

/** Shrunken programs that the soak has found, by what the package did wrong. */
export const foundPrograms: Readonly<Record<string, Program>> = {
  'a string that a simulator made was given back as a background call': program([
    {
      do: 'with',
      host: 0,
      isAsync: true,
      throws: false,
      body: [{ do: 'call', host: 0, onNewThread: false, call: ['http', request] }],
    },
  ]),
  'a plugin got the table of the host on top, not of the one that loaded it': program(
    [
      { do: 'install', host: 1 },
      { do: 'sideBySide', branches: [{ host: 0, body: [{ do: 'load', plugin: 0, image: 'file' }] }] },
      { do: 'reload', plugin: 0 },
    ],
    [1],
  ),
  'a promise of the host on top was waited for in a synchronous call of another': program(
    [
      { do: 'install', host: 1 },
      { do: 'install', host: 0 },
      { do: 'load', plugin: 0, image: 'file' },
      { do: 'answer', host: 0, slot: 'config_get', kind: 'promise', once: false, text: 'x' },
      { do: 'invoke', plugin: 0, isSync: true, agent: undefined, calls: [['config_get', 'a']] },
    ],
    [1],
  ),
  'replyOnce answered twice where a simulator stands behind the slot': program([
    { do: 'install', host: 0 },
    { do: 'answer', host: 0, slot: 'http_request', kind: 'text', once: true, text: 'x' },
    { do: 'call', host: 0, onNewThread: false, call: ['http', request] },
    { do: 'call', host: 0, onNewThread: false, call: ['http', request] },
  ]),
  'the config of a closed host was lost': program([
    { do: 'install', host: 0 },
    { do: 'call', host: 0, onNewThread: false, call: ['config_set', 'a', '1'] },
    { do: 'close', host: 0 },
  ]),
  'an outer host answered a call of the inner one': program([
    { do: 'install', host: 0 },
    { do: 'answer', host: 0, slot: 'http_request', kind: 'function', once: false, text: 'x' },
    { do: 'install', host: 1 },
    { do: 'answer', host: 1, slot: 'http_request', kind: 'function', once: false, text: 'y' },
    { do: 'call', host: 0, onNewThread: false, call: ['http', request] },
  ]),
}
