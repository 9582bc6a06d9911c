import type { Cell, Check, Limit, Place } from './cell.js'
import { featureCells } from './feature-cells.js'
import { vitestLimit } from './limits.js'
import { nodes, type Transform, transforms, vitests } from './versions.js'

const pools: Readonly<Record<string, Place>> = {
  forks: 'processes',
  threads: 'threads',
  vmForks: 'processes',
  vmThreads: 'threads',
}

const modes: Readonly<Record<string, { readonly args: readonly string[]; readonly place: Place }>> = {
  'in band': { args: ['-i'], place: 'one thread' },
  workers: { args: ['-w', '2'], place: 'processes' },
  workerThreads: { args: ['-w', '2', '--workerThreads'], place: 'threads' },
}

/** The whole matrix, in the order in which it is run. */
export function allCells(): Cell[] {
  return [...vitestCells(), ...jestCells(), ...featureCells()]
}

function vitestCells(): Cell[] {
  return nodes.flatMap((node) =>
    vitests.flatMap((version) =>
      Object.entries(pools).flatMap(([pool, place]) =>
        [true, false].map((isolate) => ({
          table: 'Vitest' as const,
          node,
          project: { runner: 'vitest' as const, version },
          column: isolate ? pool : `${pool}, not isolated`,
          check: tests([`--pool=${pool}`, `--isolate=${isolate}`], place),
          ...limited(vitestLimit(node, version)),
        })),
      ),
    ),
  )
}

function jestCells(): Cell[] {
  return nodes.flatMap((node) =>
    (Object.keys(transforms) as Transform[]).flatMap((transform) =>
      Object.entries(modes).map(([mode, { args, place }]) => ({
        table: 'Jest' as const,
        node,
        project: { runner: 'jest' as const, transform },
        column: mode,
        check: tests(args, place),
      })),
    ),
  )
}

function tests(args: readonly string[], place: Place): Check {
  return { kind: 'tests', args, times: 1, place }
}

function limited(limit: Limit | undefined): { readonly limit?: Limit } {
  return limit === undefined ? {} : { limit }
}
