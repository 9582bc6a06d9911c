const { host, MockHost, plugin } = require('osaurus-mockhost')
const { defineStorm } = require('./storm.cjs')

defineStorm({ define: test.concurrent, afterAll, expect, host, plugin, MockHost })
