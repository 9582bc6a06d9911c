import { readFileSync } from 'node:fs'
import path from 'node:path'
import { expect, it } from 'vitest'
import { coreFileName } from '../../scripts/compile-c.mjs'
import { CORE_VERSION } from '../../src/native/library.js'
import { bytesOf } from '../../src/plugin/doctor/file-bytes.js'
import { readSymbols } from '../../src/plugin/doctor/library-symbols.js'
import { packPackage, repository } from '../runners/packed-package.js'
import { declaredFunctions } from './declared-functions.js'

it('the native core of this machine exports what mockhost.h declares, and nothing else', async () => {
  const { folder } = await packPackage()
  const { platform, arch } = process
  const core = readFileSync(path.join(folder, `prebuilds/${platform}-${arch}`, coreFileName(platform)))
  expect(readSymbols(bytesOf(core), arch)?.exported).toEqual(declaredFunctions())
})

it('the core, the code that loads it and package.json are of one version', () => {
  const header = readFileSync(path.join(repository, 'native/include/mockhost.h'), 'utf8')
  const { version } = JSON.parse(readFileSync(path.join(repository, 'package.json'), 'utf8'))
  expect([CORE_VERSION, /MH_VERSION "(.+)"/.exec(header)?.[1]]).toEqual([version, version])
})
