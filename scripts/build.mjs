// Builds all that the package ships: the native core and dist/.
import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { buildNative } from './build-native.mjs'
import { runAsProgram } from './run-as-program.mjs'
import { root, runCommand } from './run-command.mjs'
import { findNewNode } from './with-node24.mjs'

/** Builds the native core and the JavaScript. */
export async function build() {
  await buildNative()
  await buildJavaScript()
}

/** We do ship CommonJS (Jest), and TypeScript 7 does make our declarations. */
const expectedWarnings = /instead of CommonJS|TypeScript 7\.0/

/** Builds dist/ anew. */
export async function buildJavaScript() {
  const dist = path.join(root, 'dist')
  rmSync(dist, { recursive: true, force: true })
  const { code, output } = await runCommand(findNewNode(), ['node_modules/tsdown/dist/run.mjs'], { quiet: true })
  if (code !== 0) throw new Error(`tsdown failed\n${output}`)
  const warnings = output.split('\n').filter((line) => /\bwarn/i.test(line) && !expectedWarnings.test(line))
  if (warnings.length > 0) console.warn(warnings.join('\n'))
  // No `type` here, so that Vitest inlines setup.js (tsdown.config.ts says why).
  mkdirSync(path.join(dist, 'setup'), { recursive: true })
  writeFileSync(path.join(dist, 'setup/package.json'), '{}\n')
  console.log('dist: built')
}

await runAsProgram(import.meta.url, build)
