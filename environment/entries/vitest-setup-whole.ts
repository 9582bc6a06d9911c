import { aroundAll, aroundEach, expect, inject, recordArtifact, TestRunner } from 'vitest'
import { setUpFile } from '../vitest/set-up-file.js'

// The setup file of the vm pools, where a file has a realm of its own: all of it is evaluated there. It runs once for each
// test file, and is built as one file (tsdown.config.ts).
setUpFile({ aroundAll, aroundEach, expect, inject, recordArtifact, TestRunner })
