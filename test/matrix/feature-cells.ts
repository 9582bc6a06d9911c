import type { Cell, Check, ProjectChoice } from './cell.js'
import { vitestLimit } from './limits.js'
import { type NodeMajor, nodes, vitests } from './versions.js'

/** A run with a configuration of its own. */
function configured(config: string, times = 1, ...args: readonly string[]): Check {
  return { kind: 'tests', args: ['--config', `${config}.config.mjs`, ...args], times }
}

const ofVitest: Readonly<Record<string, Check>> = {
  'globals on': configured('globals'),
  'globals off': { kind: 'tests', args: ['--globals=false'], times: 1 },
  'projects: extends': configured('extending', 2),
  'projects: own plugin': configured('own', 2),
  'sequence.concurrent': configured('concurrent', 1, '--sequence.concurrent'),
  'fake timers everywhere': configured('timers'),
  'coverage: v8': { kind: 'coverage', args: ['--config', 'covered.config.mjs', '--coverage.provider=v8'] },
  'coverage: istanbul': { kind: 'coverage', args: ['--config', 'covered.config.mjs', '--coverage.provider=istanbul'] },
  'shards, merged': { kind: 'shards', args: [] },
  'watch mode': { kind: 'watch', args: ['--config', 'watched.config.mjs'] },
}

const ofJest: Readonly<Record<string, Check>> = {
  'globals on': configured('globals'),
  'globals off': { kind: 'tests', args: ['-i', '--injectGlobals=false'], times: 1 },
  'fake timers everywhere': { kind: 'tests', args: ['-i', '--fakeTimers={"enableGlobally":true}'], times: 1 },
  'coverage: v8': { kind: 'coverage', args: ['--config', 'covered.config.mjs', '--coverageProvider=v8'] },
  'coverage: istanbul': { kind: 'coverage', args: ['--config', 'covered.config.mjs', '--coverageProvider=babel'] },
  'shards, merged': { kind: 'shards', args: ['-i'] },
  'watch mode': { kind: 'watch', args: ['-i', '--config', 'watched.config.mjs'] },
}

/** What is looked at once for each version of Node and of the runner, with its pool or mode by default. */
export function featureCells(): Cell[] {
  return nodes.flatMap((node) => [
    ...vitests.flatMap((version) => {
      const limit = vitestLimit(node, version)
      const cells = cellsOf(node, { runner: 'vitest', version }, ofVitest)
      return limit === undefined ? cells : cells.map((cell) => ({ ...cell, limit }))
    }),
    ...cellsOf(node, { runner: 'jest', transform: 'CommonJS' }, ofJest),
  ])
}

function cellsOf(node: NodeMajor, project: ProjectChoice, checks: Readonly<Record<string, Check>>): Cell[] {
  return Object.entries(checks).map(([column, check]) => ({ table: 'features', node, project, column, check }))
}
