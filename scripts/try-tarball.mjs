// Installs a packed tarball in a new project, as a user would, and calls a plugin through it: the last step before it is
// published, on each platform.
//   node scripts/try-tarball.mjs <tarball>
import { cpSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { runAsProgram } from './run-as-program.mjs'
import { root, runCommand } from './run-command.mjs'

const expected = '{"ok":true,"logs":["started","pinged"]}\n'

await runAsProgram(import.meta.url, async () => {
  const [tarball] = process.argv.slice(2)
  if (tarball === undefined) throw new Error('usage: node scripts/try-tarball.mjs <tarball>')
  const folder = mkdtempSync(path.join(tmpdir(), 'osaurus-mockhost-tarball-'))
  try {
    await tryTarball(path.resolve(tarball), folder)
    console.log(`${tarball}: installed, and a plugin called, on ${process.platform}-${process.arch} ${process.version}`)
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
})

async function tryTarball(tarball, folder) {
  cpSync(path.join(root, 'test/package/smoke'), folder, { recursive: true })
  writeFileSync(path.join(folder, 'package.json'), '{ "name": "tried", "private": true }\n')
  const run = async (command, args) => {
    const { code, output } = await runCommand(command, args, { cwd: folder, quiet: true })
    if (code !== 0) throw new Error(`TARBALL_FAILED: ${command} ${args.join(' ')}\n${output}`)
    return output
  }
  await run('npm', ['install', '--save-dev', tarball, '--ignore-scripts', '--no-audit', '--no-fund'])
  const header = '-Inode_modules/osaurus-mockhost/native/include'
  const library = `plugin.${process.platform === 'darwin' ? 'dylib' : 'so'}`
  await run('cc', ['-shared', '-fPIC', header, 'plugin.c', '-o', library])
  const said = await run(process.execPath, ['smoke.mjs'])
  if (said !== expected) throw new Error(`TARBALL_FAILED: smoke.mjs printed\n${said}and was to print\n${expected}`)
}
