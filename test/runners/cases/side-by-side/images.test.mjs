import { plugin } from 'osaurus-mockhost'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { defineImages } from './images.cjs'

defineImages({ define: test.concurrent, beforeAll, afterAll, expect, plugin, tests: 460 })
