import { inject } from 'vitest'
import '../../matchers/register-vitest.js'
import { settingsKey, type WorkerSettings } from '../vitest/worker-settings.js'
import { wrapTests } from '../vitest/wrap-tests.js'

// This file runs once for each test file: only what stands here, not what it imports, does.
const settings = inject(settingsKey as never) as WorkerSettings | undefined
wrapTests(settings ?? { options: {}, root: process.cwd() })
