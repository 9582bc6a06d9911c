import { host, MockHost, plugin } from 'osaurus-mockhost'
import { afterAll, expect, test } from 'vitest'
import { defineStorm } from './storm.cjs'

defineStorm({ define: test.concurrent, afterAll, expect, host, plugin, MockHost })
