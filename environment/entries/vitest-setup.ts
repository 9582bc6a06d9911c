import { createRequire } from 'node:module'
import { aroundAll, aroundEach, expect, inject, recordArtifact, TestRunner } from 'vitest'

// The setup file of the other pools. Vitest sends it to every worker, and evaluates it once for each test file: so it is
// small, and Node itself reads the rest, once for each worker.
const { setUpFile } = createRequire(import.meta.url)('./set-up-file.cjs') as typeof import('../vitest/set-up-file.js')
setUpFile({ aroundAll, aroundEach, expect, inject, recordArtifact, TestRunner }, import.meta.url)
