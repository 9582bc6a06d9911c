import { cp, mkdir, mkdtemp, readFile, realpath, rm, symlink, writeFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { findNewNode } from '../../scripts/with-node24.mjs'
import { copyPackage, repository } from './packed-package.js'
import { type Ending, runLimited } from './run-limited.js'

export type Runner = 'vitest4' | 'vitest5' | 'jest30'

export interface ProjectOptions {
  readonly runner: Runner
  /** Path in the project to text. A package.json is made unless it is among them. */
  readonly files: Readonly<Record<string, string>>
  /** Path in the project to a file or folder to copy there, such as a compiled plugin. */
  readonly copies?: Readonly<Record<string, string>>
  /** Packages of the repository that the project has, besides those that every project has. */
  readonly packages?: readonly string[]
}

export interface RunOptions {
  /** On top of the environment of this process, less what the outer runner put there; `undefined` takes one out. */
  readonly env?: Readonly<Record<string, string | undefined>>
  /** The Node to run on; unless told this one, or a newer one where the runner needs it (`nodeFor`). */
  readonly node?: string
  /** Options of Node itself, such as `--experimental-vm-modules`. */
  readonly nodeArgs?: readonly string[]
  /** Milliseconds until the run and all its processes are killed; 90 s unless told. */
  readonly timeout?: number
}

export interface TestOutcome {
  readonly file: string
  readonly name: string
  readonly state: string
  readonly messages: readonly string[]
}

export interface RunResult extends Ending {
  /** What the runner's JSON reporter wrote; `undefined` when it wrote nothing. */
  readonly json: JsonReport | undefined
  readonly passed: number
  readonly failed: number
  readonly skipped: number
  readonly tests: readonly TestOutcome[]
}

/** The part of the JSON report that Vitest and Jest have in common. */
export interface JsonReport {
  readonly success: boolean
  readonly numPassedTests: number
  readonly numFailedTests: number
  readonly numPendingTests: number
  readonly testResults: readonly {
    readonly name: string
    readonly status: string
    readonly message: string
    readonly assertionResults: readonly {
      readonly fullName: string
      readonly status: string
      readonly failureMessages: readonly string[] | null
    }[]
  }[]
}

export interface Project {
  readonly folder: string
  run(args?: readonly string[], options?: RunOptions): Promise<RunResult>
  dispose(): Promise<void>
  [Symbol.asyncDispose](): Promise<void>
}

/**
 * Makes a project in a temporary folder as a user would have it: the packed package (a real copy), the runner and the
 * given files. Set KEEP_PROJECTS to look at it afterwards.
 *
 * @example
 * await using project = await createProject({ runner: 'vitest5', files: { 'a.test.js': '...' } })
 * expect(await project.run(['--pool=threads'])).toMatchObject({ exitCode: 0, passed: 1 })
 */
export async function createProject({ runner, files, copies = {}, packages = [] }: ProjectOptions): Promise<Project> {
  const folder = await realpath(await mkdtemp(path.join(tmpdir(), `osaurus-mockhost-${runner}-`)))
  const dispose = async () => {
    if (!process.env.KEEP_PROJECTS) await rm(folder, { recursive: true, force: true, maxRetries: 3 })
  }
  try {
    await copyPackage(path.join(folder, 'node_modules/osaurus-mockhost'))
    await linkPackages(folder, runner, packages)
    await writeFiles(folder, { 'package.json': '{ "name": "project", "private": true }\n', ...files })
    for (const [to, from] of Object.entries(copies)) await cp(from, path.join(folder, to), { recursive: true })
  } catch (error) {
    await dispose()
    throw error
  }
  const run = (args: readonly string[] = [], options: RunOptions = {}) => runRunner({ runner, folder, args, options })
  return { folder, run, dispose, [Symbol.asyncDispose]: dispose }
}

const runtimePackages = ['koffi', `@koromix/koffi-${process.platform}-${process.arch}`]

/** What the project can import: our dependencies, and what the workspace of the runner and the test name. */
async function linkPackages(folder: string, runner: Runner, packages: readonly string[]): Promise<void> {
  for (const name of [...runtimePackages, ...packages]) await linkPackage(folder, name, repository)
  const workspace = path.join(repository, 'test/runners', runner)
  const { devDependencies } = JSON.parse(await readFile(path.join(workspace, 'package.json'), 'utf8'))
  for (const name of Object.keys(devDependencies)) await linkPackage(folder, name, workspace)
}

/** Links a package as it is seen from `from`. */
async function linkPackage(folder: string, name: string, from: string): Promise<void> {
  const home = findPackage(name, from)
  if (home === undefined) throw new Error(`${name} is not installed for ${from}.\n  to fix  npm ci`)
  const link = path.join(folder, 'node_modules', name)
  await mkdir(path.dirname(link), { recursive: true })
  await symlink(home, link, 'dir')
}

function findPackage(name: string, from: string): string | undefined {
  const { resolve } = createRequire(path.join(from, 'package.json'))
  for (const folder of resolve.paths(name) ?? []) {
    try {
      return path.dirname(resolve(path.join(folder, name, 'package.json')))
    } catch {
      // Not in this node_modules; the next one up.
    }
  }
  return undefined
}

async function writeFiles(folder: string, files: Readonly<Record<string, string>>): Promise<void> {
  for (const [name, text] of Object.entries(files)) {
    const file = path.join(folder, name)
    await mkdir(path.dirname(file), { recursive: true })
    await writeFile(file, text)
  }
}

interface RunnerCall {
  readonly runner: Runner
  readonly folder: string
  readonly args: readonly string[]
  readonly options: RunOptions
}

async function runRunner({ runner, folder, args, options }: RunnerCall): Promise<RunResult> {
  const report = path.join(folder, '.report.json')
  await rm(report, { force: true })
  const { node = nodeFor(runner), nodeArgs = [], env = {}, timeout = 90_000 } = options
  const ending = await runLimited({
    file: node,
    args: [...nodeArgs, ...runnerCommand(runner, folder, report), ...args],
    cwd: folder,
    env: { ...ownEnvironment(), ...env },
    timeout,
  })
  return { ...ending, ...readReport(await readFile(report, 'utf8').catch(() => undefined)) }
}

/** Vitest 5 starts on Node 20, but its reporter breaks there at the first failed test (`Map.groupBy`). */
function nodeFor(runner: Runner): string {
  return runner === 'vitest5' ? findNewNode() : process.execPath
}

function runnerCommand(runner: Runner, folder: string, report: string): string[] {
  if (runner === 'jest30') {
    return [path.join(folder, 'node_modules/jest/bin/jest.js'), '--json', `--outputFile=${report}`]
  }
  const program = path.join(folder, 'node_modules/vitest/vitest.mjs')
  return [program, 'run', '--reporter=default', '--reporter=json', `--outputFile.json=${report}`]
}

const ofTheOuterRunner =
  /^(VITEST|JEST|NODE_OPTIONS$|NODE_ENV$|NODE_V8_COVERAGE$|TEST$|MODE$|DEV$|PROD$|SSR$|BASE_URL$)/

/** The environment without the traces of the runner that runs this test, and without colours. */
export function ownEnvironment(): NodeJS.ProcessEnv {
  const kept = Object.entries(process.env).filter(([name]) => !ofTheOuterRunner.test(name) && name !== 'FORCE_COLOR')
  return { ...Object.fromEntries(kept), NO_COLOR: '1' }
}

function readReport(text: string | undefined): Omit<RunResult, keyof Ending> {
  if (text === undefined) return { json: undefined, passed: 0, failed: 0, skipped: 0, tests: [] }
  const json = JSON.parse(text) as JsonReport
  const tests = json.testResults.flatMap((file) =>
    file.assertionResults.map((test) => ({
      file: file.name,
      name: test.fullName,
      state: test.status,
      messages: test.failureMessages ?? [],
    })),
  )
  const { numPassedTests: passed, numFailedTests: failed, numPendingTests: skipped } = json
  return { json, passed, failed, skipped, tests }
}
