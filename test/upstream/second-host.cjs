'use strict'
// The second thread of `backgroundCallIsDroppedWhenMultipleHostsInstalled`: installs a host until it is told to end.
const { parentPort } = require('node:worker_threads')
const { MockHost } = require('osaurus-mockhost')

const host = new MockHost({ profile: 'upstream' })
host.hostAPIPointer()
parentPort.once('message', () => {
  host.uninstall()
  parentPort.postMessage(host.logs.length)
})
parentPort.postMessage('installed')
