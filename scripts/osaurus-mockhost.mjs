#!/usr/bin/env node
// The command of the installed package. `osaurus-mockhost build` compiles the native core where the package brings none.
import { rmSync } from 'node:fs'
import path from 'node:path'
import { buildNative } from './build-native.mjs'
import { runAsProgram } from './run-as-program.mjs'
import { root } from './run-command.mjs'

const usage = `usage: osaurus-mockhost build

  build   compiles the native core for this machine, into this copy of the package; needs a C compiler (cc, or CC)
`

await runAsProgram(import.meta.url, async () => {
  const [command, ...rest] = process.argv.slice(2)
  if (command === 'build' && rest.length === 0) return build()
  if (command === '--help') return void process.stdout.write(usage)
  process.stderr.write(usage)
  process.exitCode = 2
})

async function build() {
  const core = await buildNative()
  // Nobody compiles it a second time there, as they do in a checkout.
  if (isInstalled()) rmSync(path.join(root, 'build'), { recursive: true, force: true })
  console.log(`The native core is ${path.join(root, core)}`)
}

function isInstalled() {
  return path.basename(path.dirname(root)) === 'node_modules'
}
