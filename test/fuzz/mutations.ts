import fc from 'fast-check'

/** A change of one place; `where` and `what` choose among as many as there are. */
interface Mutation {
  readonly kind: keyof typeof kinds
  readonly where: number
  readonly what: number
}

type Branch = Record<string | number, unknown>

/** A key of an object or a place in a list, from which a value can be taken or changed. */
interface Spot {
  readonly parent: Branch
  readonly key: string | number
}

const junk: readonly unknown[] = [
  ...[null, true, false, 0, -1, 1.5, 2 ** 64, 1e300, '', 'true', '5', 'text', 'none', '\ud800'],
  ...[[], [null], [5], ['a'], [['a']], {}, { id: 'a' }, { '': null }],
]
const auths = ['none', 'Owner', 'NONE', 'public', '', 'toggle ']
const numbers = [0.5, -1.5, 2 ** 64, -(2 ** 63), 1e300, 7, '5', true, null, [5], ['a', 5]]
const spaces = ['', ' ', '\t', '\u0085', '\u00a0', '\ufeff', '\u2003']
const versions = ['0.22.3', '0.22.4', '99.0.0', '0.22.3-rc.1', '0.22.3-rc.10', '0.22.3+b', '1.0', '0.022.3', '0.22.3-']
const systems = ['15.5', '15.5.1', '16', '15.x.9', 'x', '14.7.2', '99999999999999999999', '15.']
const mounts = ['/', '', ' ', '/ui', '//', '/a', 'items', ' api/ ']
const keys = ['extra', 'pluginId', '__proto__', 'toString', '', 'read me']

const kinds = {
  none: () => {},
  junk: (manifest: Branch, { where, what }: Mutation) => setAt(pick(spotsOf(manifest), where), pick(junk, what)),
  missing: (manifest: Branch, { where }: Mutation) => removeAt(pick(spotsOf(manifest), where)),
  null: (manifest: Branch, { where }: Mutation) => setAt(pick(spotsOf(manifest), where), null),
  word: (manifest: Branch, { where, what }: Mutation) => {
    const words = spotsOf(manifest).filter(({ key }) => key === 'auth' || key === 'type')
    setAt(pick(words, where), pick(auths, what))
  },
  number: (manifest: Branch, { where, what }: Mutation) => {
    const places = spotsOf(manifest).filter(({ key }) => /^(min|max|default)/.test(String(key)))
    setAt(pick(places, where), pick(numbers, what))
  },
  unknown: (manifest: Branch, { where, what }: Mutation) => {
    const parent = pick(branchesOf(manifest), where)
    if (parent !== undefined && !Array.isArray(parent)) define(parent, pick(keys, what) ?? '', { a: 1 })
  },
  twin: (manifest: Branch, { where, what }: Mutation) => {
    const list = pick(listsOf(manifest), where)
    const [first] = list ?? []
    if (typeof first !== 'object' || first === null) return
    const space = pick(spaces, what) ?? ''
    list?.push({ ...first, id: `${space}${(first as Branch).id}${space}` })
  },
  noId: (manifest: Branch, { where, what }: Mutation) => {
    const entries = listsOf(manifest).flat()
    const entry = pick(entries, where)
    if (typeof entry === 'object' && entry !== null) (entry as Branch).id = pick(spaces, what)
  },
  app: (manifest: Branch, { what }: Mutation) => define(manifest, 'min_osaurus', pick(versions, what)),
  system: (manifest: Branch, { what }: Mutation) => define(manifest, 'min_macos', pick(systems, what)),
  mount: (manifest: Branch, { what }: Mutation) => {
    const { web } = manifest.capabilities as { web?: Branch }
    if (typeof web === 'object' && web !== null) web.mount = pick(mounts, what)
  },
}

const order = fc.nat({ max: 1_000_000 })
const mutation: fc.Arbitrary<Mutation> = fc.record({
  kind: fc.constantFrom(...(Object.keys(kinds) as (keyof typeof kinds)[])),
  where: order,
  what: order,
})

/** Mostly one mutation, so that what is nearly valid meets one rule alone. */
export const arbitraryMutations: fc.Arbitrary<readonly Mutation[]> = fc.oneof(
  { weight: 4, arbitrary: fc.tuple(mutation) },
  { weight: 1, arbitrary: fc.array(mutation, { maxLength: 4 }) },
)

/** A copy of the manifest, changed. */
export function mutate(manifest: object, mutations: readonly Mutation[]): unknown {
  const copy = JSON.parse(JSON.stringify(manifest)) as Branch
  for (const mutation of mutations) {
    const isWhole = typeof copy.capabilities === 'object' && copy.capabilities !== null
    if (isWhole) kinds[mutation.kind](copy, mutation)
  }
  return copy
}

function pick<Item>(items: readonly Item[], which: number): Item | undefined {
  return items[which % items.length]
}

/** Lists of tools and routes. */
function listsOf({ capabilities }: Branch): unknown[][] {
  const { tools, routes } = capabilities as Branch
  return [tools, routes].filter((list) => Array.isArray(list))
}

function branchesOf(node: unknown): Branch[] {
  if (typeof node !== 'object' || node === null) return []
  return [
    node as Branch,
    ...Object.entries(node).flatMap(([key, child]) => (key === 'parameters' ? [] : branchesOf(child))),
  ]
}

function spotsOf(manifest: Branch): Spot[] {
  return branchesOf(manifest).flatMap((parent) =>
    Object.keys(parent).map((key) => ({ parent, key: Array.isArray(parent) ? Number(key) : key })),
  )
}

function setAt(spot: Spot | undefined, value: unknown): void {
  if (spot !== undefined) define(spot.parent, spot.key, structuredClone(value))
}

function removeAt(spot: Spot | undefined): void {
  if (spot === undefined) return
  if (Array.isArray(spot.parent)) spot.parent.splice(Number(spot.key), 1)
  else delete spot.parent[spot.key]
}

/** As JSON does it: `__proto__` is a key like any other. */
function define(parent: Branch, key: string | number, value: unknown): void {
  Object.defineProperty(parent, key, { value, enumerable: true, configurable: true, writable: true })
}
