// Builds the package and the examples, runs their tests in both runners and prints what happened.
import { existsSync } from 'node:fs'
import path from 'node:path'
import { build } from './build.mjs'
import { runAsProgram } from './run-as-program.mjs'
import { root, runCommand } from './run-command.mjs'

/** What is run of each example, in order. */
const scripts = {
  'examples/notes-plugin': ['build', 'test:vitest', 'test:jest'],
  'examples/hello-plugin': ['build', 'test:vitest', 'test:jest', 'calls'],
}

await runAsProgram(import.meta.url, async () => {
  await build()
  const codes = []
  for (const [example, names] of Object.entries(scripts)) codes.push(...(await runExample(example, names)))
  process.exitCode = codes.every((code) => code === 0) ? 0 : 1
})

async function runExample(example, names) {
  const codes = []
  for (const name of names) {
    console.log(`\n== ${example}: npm run ${name}`)
    const { code } = await npmRun(name, path.join(root, example))
    codes.push(code)
    if (code !== 0 && name === 'build') break
  }
  return codes
}

/** Through the npm that runs us, on the Node that runs us: what PATH holds may be another one. */
function npmRun(script, cwd) {
  const npm = process.env.npm_execpath
  const args = ['run', '--silent', script]
  if (npm && existsSync(npm)) return runCommand(process.execPath, [npm, ...args], { cwd })
  return runCommand('npm', args, { cwd })
}
