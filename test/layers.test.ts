import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { checkFile, findBreaches, readImports } from './layers.js'

describe('the sources', () => {
  it('keep to the layers', () => {
    expect(findBreaches(fileURLToPath(new URL('..', import.meta.url)))).toEqual([])
  })
})

describe('a breach is found', () => {
  it.each([
    ['koffi outside src/native', 'src/host/mock-host.ts', `import koffi from 'koffi'`],
    ['koffi by require', 'environment/lease.ts', `const koffi = require('koffi')`],
    ['a part of koffi', 'src/plugin/load.ts', `import x from 'koffi/indirect'`],
    ['the binding that knows the host', 'src/native/binding.ts', `import { MockHost } from '../host/mock-host.js'`],
    ['the host that knows the plugin', 'src/host/mock-host.ts', `import { load } from '../plugin/load.js'`],
    ['src that knows environment', 'src/session/begin.ts', `import '../../environment/lease.js'`],
    ['src/index.ts that knows matchers', 'src/index.ts', `export * from '../matchers/index.js'`],
    ['matchers that know environment', 'matchers/kit.ts', `import type { A } from '../environment/options.js'`],
    ['an import()', 'src/abi/slots.ts', `const late = await import('../host/mock-host.js')`],
    ['an import over several lines', 'src/abi/slots.ts', `import {\n  a,\n  type B,\n} from '../errors/codes.js'`],
    ['values of the host in a report', 'src/report/table.ts', `import { type A, b } from '../host/contract.js'`],
    ['a folder without a layer', 'src/util/strings.ts', ''],
    ['an import from no layer', 'src/host/mock-host.ts', `import { x } from '../../test/layers.js'`],
  ])('%s', (_, file, source) => {
    expect(checkFile(file, source)).toHaveLength(1)
  })
})

describe('no breach', () => {
  it.each([
    ['koffi in src/native', 'src/native/library.ts', `import koffi from 'koffi'`],
    ['a lower layer', 'src/host/mock-host.ts', `import { slots } from '../abi/slots.js'`],
    ['the own folder', 'src/host/mock-host.ts', `import { x } from './journal.js'`],
    ['types of the host in a report', 'src/report/table.ts', `import type { A } from '../host/contract.js'`],
    ['types, each marked', 'src/report/table.ts', `import { type A, type B } from '../host/contract.js'`],
    ['matchers in environment', 'environment/jest.ts', `import { matchers } from '../matchers/index.js'`],
    ['a breach in a comment', 'src/abi/slots.ts', `// import '../host/a.js'\n/* import '../host/a.js' */`],
  ])('%s', (_, file, source) => {
    expect(checkFile(file, source)).toEqual([])
  })
})

describe('readImports', () => {
  it('reads every form', () => {
    const source = `import a from './a.js'
import type { B } from "./b.js"
export { c } from './c.js'
export * as d from './d.js'
import './e.js'
const f = await import('./f.js'), g = require('./g.js')`
    expect(readImports(source).map(({ target }) => target)).toEqual(
      ['a', 'b', 'c', 'd', 'e', 'f', 'g'].map((name) => `./${name}.js`),
    )
  })
})
