import { readdirSync } from 'node:fs'
import path from 'node:path'
import { expect, it } from 'vitest'
import type { ViolationRule } from '../../src/host/contract.js'
import { violationRules } from '../../src/host/rules/catalogue.js'
import { catalogue } from './catalogue.js'

const names = catalogue.map(({ name }) => name).sort()

it('has every plugin of the museum, and the message that finds it', () => {
  expect(readdirSync(path.join(import.meta.dirname, '../fixtures/plugins/museum')).sort()).toEqual(names)
  expect(readdirSync(path.join(import.meta.dirname, 'messages')).sort()).toEqual(names.map((name) => `${name}.txt`))
})

it('has a plugin for every rule that one can break', () => {
  const found = new Set<string>(catalogue.flatMap(({ caughtBy }) => caughtBy))
  const missing = violationRules.filter((rule) => !found.has(rule))
  expect([...missing].sort()).toEqual(Object.keys(without).sort())
})

/** Rules without a plugin, and why. */
const without: Partial<Record<ViolationRule, string>> = {
  BAD_FREE: 'found as BAD_FREES',
  JOURNAL_LIMIT: 'a limit of the test',
  PLUGIN_ALREADY_LOADED: 'takes two plugins',
  RESPONDER_FAILED: 'a fault of the test',
  RESPONDER_TIMED_OUT: 'a fault of the test',
  RESPONDER_UNREACHABLE: 'a fault of the test',
  UNPREPARED_CALL: 'a fault of the test',
  ASYNC_ANSWER_IN_SYNC_CALL: 'a fault of the test',
}
