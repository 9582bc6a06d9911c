const { plugin } = require('osaurus-mockhost')
const { defineImages } = require('./images.cjs')

defineImages({ define: test.concurrent, beforeAll, afterAll, expect, plugin, tests: 460 })
