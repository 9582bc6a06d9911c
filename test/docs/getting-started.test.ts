import { execFileSync } from 'node:child_process'
import { mkdir, mkdtemp, readFile, realpath, rm, symlink } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { it } from 'vitest'
import { findNewNode } from '../../scripts/with-node24.mjs'
import { packPackage, repository } from '../runners/packed-package.js'
import { ownEnvironment } from '../runners/project.js'
import { followSteps, PageIsWrong, type Reader } from './follow-page.js'
import { readSteps, type Step } from './page-steps.js'

// An empty folder, the packed package, and npm as it is: each page takes about half a minute.
it.for([
  { page: 'getting-started-c.md', needs: 'cc' },
  { page: 'getting-started-rust.md', needs: 'cargo' },
])('docs/$page works as it is printed', { timeout: 300_000 }, async ({ page, needs }, { skip }) => {
  if (!isInstalled(needs)) skip(`there is no ${needs}`)
  const steps = readSteps(await readFile(path.join(repository, 'docs', page), 'utf8'))
  await using folder = await makeFolder()
  try {
    await followSteps([...steps, ...workflowSteps(steps)], await makeReader(folder.path))
  } catch (error) {
    if (error instanceof PageIsWrong && isOffline(error)) skip('the registry of npm does not answer')
    throw error
  }
})

function isInstalled(program: string): boolean {
  try {
    execFileSync('sh', ['-c', `command -v ${program}`])
    return true
  } catch {
    return false
  }
}

function isOffline({ message }: PageIsWrong): boolean {
  return (
    /npm (install|ci)/.test(message) && /\b(ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ENETUNREACH|ETIMEDOUT)\b/.test(message)
  )
}

/** What the workflow of the page has the machine of the forge run, in the project that is there by then. */
function workflowSteps(steps: readonly Step[]): Step[] {
  const workflow = steps.find((step) => step.kind === 'file' && step.path.startsWith('.github/'))
  if (workflow === undefined) throw new Error('the page has no workflow')
  const commands = [...workflow.text.matchAll(/^ +- run: (.+)$/gm)]
  return commands.map(([, command]) => ({ kind: 'command', line: workflow.line, text: `${command}\n`, fails: false }))
}

async function makeFolder() {
  const home = await realpath(await mkdtemp(path.join(tmpdir(), 'osaurus-mockhost-page-')))
  const folder = path.join(home, 'hello')
  await mkdir(folder)
  const dispose = async () => {
    if (!process.env.KEEP_PROJECTS) await rm(home, { recursive: true, force: true, maxRetries: 3 })
  }
  return { path: folder, [Symbol.asyncDispose]: dispose }
}

/** A reader with a Node that Vitest takes, for whom the package is on the registry. */
async function makeReader(folder: string): Promise<Reader> {
  const bin = path.join(folder, '../bin')
  await mkdir(bin)
  await symlink(findNewNode(), path.join(bin, 'node'))
  const { tarball } = await packPackage()
  const vitest = await versionOfVitest()
  return {
    folder,
    env: { ...withoutNpm(ownEnvironment()), PATH: `${bin}:${process.env.PATH}`, npm_config_prefer_offline: 'true' },
    // The version of the workspace, so that what passes today passes tomorrow.
    translate: (command) =>
      command.replace('--save-dev osaurus-mockhost vitest', `--save-dev '${tarball}' vitest@${vitest}`),
  }
}

async function versionOfVitest(): Promise<string> {
  const file = path.join(repository, 'test/runners/vitest5/package.json')
  return JSON.parse(await readFile(file, 'utf8')).devDependencies.vitest
}

/** Without what the npm that runs this test has told it, but with the settings of its user. */
function withoutNpm(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const kept = /^npm_config_(registry|cache|userconfig|globalconfig)$/
  return Object.fromEntries(Object.entries(env).filter(([name]) => !/^npm_/i.test(name) || kept.test(name)))
}
