// Builds the package and examples/hello-plugin, runs the example's tests in both runners and prints what happened.
import { existsSync } from 'node:fs'
import path from 'node:path'
import { build } from './build.mjs'
import { runAsProgram } from './run-as-program.mjs'
import { root, runCommand } from './run-command.mjs'

const example = path.join(root, 'examples/hello-plugin')

await runAsProgram(import.meta.url, async () => {
  await build()
  const codes = []
  for (const script of ['build', 'test:vitest', 'test:jest', 'calls']) {
    console.log(`\n== examples/hello-plugin: npm run ${script}`)
    const { code } = await npmRun(script)
    codes.push(code)
    if (code !== 0 && script === 'build') break
  }
  process.exitCode = codes.every((code) => code === 0) ? 0 : 1
})

/** Through the npm that runs us, on the Node that runs us: what PATH holds may be another one. */
function npmRun(script) {
  const npm = process.env.npm_execpath
  const args = ['run', '--silent', script]
  if (npm && existsSync(npm)) return runCommand(process.execPath, [npm, ...args], { cwd: example })
  return runCommand('npm', args, { cwd: example })
}
