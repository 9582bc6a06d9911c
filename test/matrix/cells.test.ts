import { describe, expect, it } from 'vitest'
import { type Cell, cellName, projectName } from './cell.js'
import { allCells } from './cells.js'
import { nodes, transforms, vitests } from './versions.js'

const cells = allCells()
const of = (table: Cell['table']) => cells.filter((cell) => cell.table === table)
const valuesOf = (some: readonly Cell[], value: (cell: Cell) => string | number) => new Set(some.map(value))

describe('the cells of the matrix', () => {
  it('have names of their own', () => {
    expect(valuesOf(cells, cellName).size).toBe(cells.length)
  })

  it('are every Node, Vitest, pool and isolation', () => {
    const some = of('Vitest')
    expect(some).toHaveLength(nodes.length * vitests.length * 4 * 2)
    expect([...valuesOf(some, ({ node }) => node)]).toEqual([...nodes])
    expect([...valuesOf(some, ({ project }) => projectName(project))]).toEqual(vitests.map((one) => `Vitest ${one}`))
    expect(valuesOf(some, ({ check }) => check.args.join(' '))).toEqual(
      new Set(
        ['forks', 'threads', 'vmForks', 'vmThreads'].flatMap((pool) =>
          [true, false].map((isolate) => `--pool=${pool} --isolate=${isolate}`),
        ),
      ),
    )
  })

  it('are every Node, transform and mode of Jest', () => {
    const some = of('Jest')
    expect(some).toHaveLength(nodes.length * Object.keys(transforms).length * 3)
    expect(valuesOf(some, ({ check }) => check.args.join(' '))).toEqual(new Set(['-i', '-w 2', '-w 2 --workerThreads']))
  })

  it('hold every mode to where it says that files run', () => {
    const places = [...of('Vitest'), ...of('Jest')].map(({ check }) => check.kind === 'tests' && check.place)
    expect(new Set(places)).toEqual(new Set(['one thread', 'processes', 'threads']))
  })

  it('have every feature on each Node', () => {
    for (const node of nodes) {
      expect([
        ...valuesOf(
          of('features').filter((cell) => cell.node === node),
          ({ column }) => column,
        ),
      ]).toEqual([
        'globals on',
        'globals off',
        'projects: extends',
        'projects: own plugin',
        'sequence.concurrent',
        'fake timers everywhere',
        'coverage: v8',
        'coverage: istanbul',
        'shards, merged',
        'watch mode',
      ])
    }
  })

  it('are left out with a reason and a page of those who say so', () => {
    const limited = cells.filter(({ limit }) => limit !== undefined)
    expect([...valuesOf(limited, ({ node, project }) => `${node} ${projectName(project)}`)]).toEqual([
      '20 Vitest 5.1.1',
    ])
    for (const { limit } of limited) {
      expect(limit?.reason).toMatch(/Node 22\.12/)
      expect(limit?.reference).toMatch(/^https:\/\/github\.com\/vitest-dev\/vitest\//)
    }
  })
})
