const { host, plugin } = require('osaurus-mockhost')
const { serialized } = require('osaurus-mockhost/jest')
const { defineSerialized } = require('./serialized.cjs')

defineSerialized({ define: test.concurrent, serialized, beforeAll, expect, host, plugin, file: __filename })
