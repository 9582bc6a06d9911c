import { createRequire } from 'node:module'
import { aroundAll, aroundEach, expect, inject, recordArtifact, TestRunner } from 'vitest'

// The setup file of the other pools. Vitest sends it to every worker, and evaluates it once for each test file: so it is
// small, and Node itself reads the rest, once for each worker.
type SetUp = typeof import('../vitest/set-up-file.js')
const { offerCodeCache, setUpFile } = createRequire(import.meta.url)('./set-up-file.cjs') as SetUp
const home = new URL('..', import.meta.url)
setUpFile({ aroundAll, aroundEach, expect, inject, recordArtifact, TestRunner }, (root) => offerCodeCache(root, home))
