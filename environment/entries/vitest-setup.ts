import { expect, inject } from 'vitest'
import { lazyMatchers } from '../vitest/lazy-matchers.js'
import { settingsKey, type WorkerSettings } from '../vitest/worker-settings.js'
import { wrapTests } from '../vitest/wrap-tests.js'

// This file runs once for each test file, and is built as one file (tsdown.config.ts): what it imports is what a test
// file that needs no host pays for.
const settings = inject(settingsKey as never) as WorkerSettings | undefined
expect.extend(lazyMatchers())
wrapTests(settings ?? { options: {}, root: process.cwd() })
