import { expect, it } from 'vitest'
import { beforeImport } from '../../environment/vitest/before-import.js'

type Runner = Parameters<typeof beforeImport>[0]

it('tells once, between the setup files and the test file', () => {
  const order: string[] = []
  class FakeRunner {
    importFile(file: string, _source: string): string {
      order.push(file)
      return file
    }
  }
  const { importFile } = FakeRunner.prototype
  beforeImport(FakeRunner as unknown as Runner, () => order.push('told'))
  const runner = new FakeRunner()
  runner.importFile('setup.ts', 'setup')
  expect(runner.importFile('a.test.ts', 'collect')).toBe('a.test.ts')
  runner.importFile('b.test.ts', 'collect')
  expect(order).toEqual(['setup.ts', 'told', 'a.test.ts', 'b.test.ts'])
  expect(FakeRunner.prototype.importFile).toBe(importFile)
})
