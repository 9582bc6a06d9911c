import { host, plugin, serialized } from 'osaurus-mockhost/vitest'
import { beforeAll, expect, test } from 'vitest'
import { defineSerialized } from './serialized.cjs'

defineSerialized({ define: test.concurrent, serialized, beforeAll, expect, host, plugin, file: import.meta.url })
