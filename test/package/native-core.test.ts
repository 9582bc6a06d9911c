import { readFileSync } from 'node:fs'
import path from 'node:path'
import { expect, it } from 'vitest'
import { coreFileName } from '../../scripts/compile-c.mjs'
import { bytesOf } from '../../src/plugin/doctor/file-bytes.js'
import { readSymbols } from '../../src/plugin/doctor/library-symbols.js'
import { packPackage } from '../runners/packed-package.js'
import { declaredFunctions } from './declared-functions.js'

it('the native core of this machine exports what mockhost.h declares, and nothing else', async () => {
  const { folder } = await packPackage()
  const { platform, arch } = process
  const core = readFileSync(path.join(folder, `prebuilds/${platform}-${arch}`, coreFileName(platform)))
  expect(readSymbols(bytesOf(core), arch).exported).toEqual(declaredFunctions())
})
