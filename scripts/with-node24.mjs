// Runs a JavaScript file on a Node that the development tools can use (22.18 or newer):
//   node scripts/with-node24.mjs <file.mjs> [arguments]
// This Node where it is new enough, else the one that the private workspace tools/node24 brings.
import { existsSync } from 'node:fs'
import { createRequire } from 'node:module'
import path from 'node:path'
import { runAsProgram } from './run-as-program.mjs'
import { runCommand } from './run-command.mjs'

/** The path of a Node that is at least 22.18. */
export function findNewNode() {
  const [major, minor] = process.versions.node.split('.').map(Number)
  if (major > 22 || (major === 22 && minor >= 18)) return process.execPath
  const found = findNode24()
  if (found) return found
  throw new Error(
    [
      `NODE_TOO_OLD: the development tools need Node 22.18 or newer; this is ${process.version}.`,
      `  looked for  the package node-${process.platform}-${process.arch} (optional dependency of tools/node24)`,
      '  to fix      run npm ci without --omit=optional, or use a newer Node',
    ].join('\n'),
  )
}

/** The path of the Node 24 of tools/node24, or `undefined` where it is not installed. */
export function findNode24() {
  const require = createRequire(new URL('../tools/node24/package.json', import.meta.url))
  const name = `node-${process.platform}-${process.arch}`
  const folders = require.resolve.paths(name) ?? []
  return folders.map((folder) => path.join(folder, name, 'bin/node')).find((file) => existsSync(file))
}

await runAsProgram(import.meta.url, async () => {
  const { code } = await runCommand(findNewNode(), process.argv.slice(2), { cwd: process.cwd() })
  process.exitCode = code
})
