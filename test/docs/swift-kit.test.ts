import { readFileSync } from 'node:fs'
import path from 'node:path'
import { expect, it } from 'vitest'
import { slotNames } from '../../src/abi/slots.js'
import { MockHost } from '../../src/index.js'

const page = readFileSync(path.join(import.meta.dirname, '../../docs/coming-from-the-swift-kit.md'), 'utf8')

/** Public members of OsaurusPluginTestKit (fact sheet, section 4), besides the slots of its `OsrHostAPI`. */
const members = [
  ...['MockHost()', 'configWrites', 'logs', 'onConfigGet', 'onDispatch', 'onHttpRequest', 'activeAgentId'],
  ...['hostAPIPointer()', 'uninstall()', 'withInstalled { api in … }', 'deinit'],
  ...['ConfigWriteRecorder()', 'LogRecorder()', 'configWrites.writes', 'configWrites.setCount'],
  ...['ConfigWriteRecorder.Write.set', 'ConfigWriteRecorder.Write.delete', 'configWrites.deleteCount'],
  ...['configWrites.lastValue(forKey:)', 'logs.entries', 'LogRecorder.Entry.level', '.message', 'logs.messages'],
  ...['logs.contains(_:)', 'init(version:…)', 'version'],
]

const rows = page.split('\n').flatMap((line) => (line.startsWith('| `') ? [line.split('|').slice(1, -1)] : []))
const codesIn = (cells: readonly string[]) =>
  cells.flatMap((cell) => [...cell.matchAll(/`([^`]+)`/g)].map(([, code = '']) => code))

it('the page for those who come from the Swift kit has every member of it', () => {
  const slots = slotNames.map((name) => name.replace(/_(\w)/g, (_, letter: string) => letter.toUpperCase()))
  const named = codesIn(rows.map(([member = '']) => member))
  expect([...members, ...slots].filter((member) => !named.includes(member))).toEqual([])
})

it('the page for those who come from the Swift kit names members of ours that there are', () => {
  using host = new MockHost()
  host.hostAPIPointer()
  const paths = codesIn(rows.map(([, ours = '', answered = '']) => `${ours} ${answered}`)).flatMap(pathOf)
  expect(paths.length).toBeGreaterThan(60)
  expect(paths.filter((names) => !isMember(host, names)).map((names) => names.join('.'))).toEqual([])
})

/** The names on the way to a member of a host; none for what is no such expression. */
function pathOf(code: string): string[][] {
  const [, whole] = /^((?:\w+\.)*\w+)(?:\(.*\))?$/.exec(code) ?? []
  const names = whole?.split('.') ?? []
  const isOfHost = names[0] === 'host' || names[0] === 'api' || (names[0] ?? '') in MockHost.prototype
  if (!isOfHost || names.join() === 'host') return []
  return [names[0] === 'host' ? names.slice(1) : names]
}

/** Without a look at the value of the last one, which may cost something. */
function isMember(host: object, names: readonly string[]): boolean {
  const [name = '', ...rest] = names
  if (!(name in host)) return false
  const value: unknown = rest.length > 0 ? Reflect.get(host, name) : undefined
  return rest.length === 0 || (typeof value === 'object' && value !== null && isMember(value, rest))
}
