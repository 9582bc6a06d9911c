import { cpSync, mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import path from 'node:path'
import { root, runCommand } from '../../scripts/run-command.mjs'

/** A project below build/bench/, as a user would have it, that stays there to be looked at. */
export class Project {
  /** What rows and samples of this build are named by, after what they are of. */
  suffix = ''
  #folder
  #command
  #ofTests

  /**
   * @param {import('./runners.mjs').Runner} runner
   * @param {string} [other] folder of another checkout that is built: the package comes from there
   */
  constructor({ workspace, files, command, ending, prelude }, other) {
    if (other !== undefined) this.suffix = ` (${path.basename(other)})`
    this.#folder = path.join(root, 'build/bench/environment', workspace + (other === undefined ? '' : '-other'))
    this.#command = command
    this.#ofTests = { ending, prelude }
    rmSync(this.#folder, { recursive: true, force: true })
    this.#copyPackage(other ?? root)
    this.#linkRunner(workspace)
    this.write({ 'package.json': '{ "name": "project", "private": true }\n', ...files })
  }

  /** Where tests leave their figures. */
  get figures() {
    return path.join(this.#folder, 'figures.txt')
  }

  /** @param {Readonly<Record<string, string>>} files path in the project to text */
  write(files) {
    for (const [name, text] of Object.entries(files)) {
      const file = path.join(this.#folder, name)
      mkdirSync(path.dirname(file), { recursive: true })
      writeFileSync(file, name.endsWith(this.#ofTests.ending) ? this.#ofTests.prelude + text : text)
    }
  }

  /**
   * Runs the tests of one folder, in the plain node environment or with a host for every test, and answers the
   * figures that they left, in order.
   *
   * @param {string} tests folder
   * @param {{ hasHosts: boolean, env?: Readonly<Record<string, string>> }} environment `env` is added to the process's
   */
  async run(tests, { hasHosts, env }) {
    writeFileSync(this.figures, '')
    const args = this.#command({ config: hasHosts ? 'with-hosts' : 'plain', tests })
    const { code, output } = await runCommand(process.execPath, args, { cwd: this.#folder, quiet: true, env })
    const figures = readFileSync(this.figures, 'utf8').split('\n').filter(Boolean).map(Number)
    if (code !== 0 || figures.length === 0) throw new Error(`${tests} ended with ${code}\n${output}`)
    return figures
  }

  /** A real copy: tools treat linked packages differently. */
  #copyPackage(checkout) {
    for (const name of ['package.json', 'dist', 'prebuilds']) {
      cpSync(path.join(checkout, name), path.join(this.#folder, 'node_modules/osaurus-mockhost', name), {
        recursive: true,
      })
    }
  }

  /** What the workspace of the runner names; the rest is found in the node_modules of the repository. */
  #linkRunner(workspace) {
    const manifest = path.join(root, 'test/runners', workspace, 'package.json')
    const { devDependencies } = JSON.parse(readFileSync(manifest, 'utf8'))
    for (const name of Object.keys(devDependencies)) {
      const link = path.join(this.#folder, 'node_modules', name)
      mkdirSync(path.dirname(link), { recursive: true })
      symlinkSync(findPackage(name, manifest), link, 'dir')
    }
  }
}

function findPackage(name, from) {
  const { resolve } = createRequire(from)
  for (const folder of resolve.paths(name) ?? []) {
    try {
      return path.dirname(resolve(path.join(folder, name, 'package.json')))
    } catch {
      // Not in this node_modules; the next one up.
    }
  }
  throw new Error(`${name} is not installed for ${from}.\n  to fix  npm ci`)
}
