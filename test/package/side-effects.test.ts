import { mkdir, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { build, type Rolldown } from 'vite'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createProject, type Project } from '../runners/project.js'
import { runLimited } from '../runners/run-limited.js'

const quiet = [
  'osaurus-mockhost',
  'osaurus-mockhost/matchers',
  'osaurus-mockhost/vitest/config',
  'osaurus-mockhost/jest',
]

let project: Project
beforeAll(async () => {
  project = await createProject({ runner: 'vitest4', files: { 'look.mjs': look } })
})
afterAll(() => project.dispose())

/** Prints what the import of an entry has left in the process. */
const look = `
import { createRequire } from 'node:module'
const globals = () => Reflect.ownKeys(globalThis).map(String)
const listeners = () => process.eventNames().map((name) => String(name) + ' ' + process.listenerCount(name))
const before = [...globals(), ...listeners()]
const [, , entry, how] = process.argv
if (how === 'import') await import(entry)
else createRequire(import.meta.url)(entry)
const { sharedObjects } = process.report.getReport()
console.log(JSON.stringify({
  left: [...globals(), ...listeners()].filter((name) => !before.includes(name)),
  native: sharedObjects.filter((file) => /koffi|mockhost/.test(file)),
}))
`

describe('importing the package', () => {
  it.each(
    quiet.flatMap((entry) => [
      [entry, 'import'],
      [entry, 'require'],
    ]),
  )('%s leaves nothing in the process and loads no native code (%s)', async (entry, how) => {
    const command = { file: process.execPath, args: ['look.mjs', entry, how], env: process.env, timeout: 30_000 }
    const { exitCode, stdout, output } = await runLimited({ ...command, cwd: project.folder })
    expect(exitCode, output).toBe(0)
    expect(JSON.parse(stdout)).toEqual({ left: [], native: [] })
  })
})

describe('what bundlers are told', () => {
  it.each(quiet)('an import of %s alone, of which nothing is used, is left out', async (entry) => {
    expect(await bundle(entry)).toBe('export {};\n')
  })

  it('osaurus-mockhost/vitest stays: it registers the matchers', async () => {
    expect(await bundle('osaurus-mockhost/vitest')).toMatch(/^expect\.extend\(/m)
  })
})

async function bundle(entry: string): Promise<string> {
  const folder = path.join(project.folder, 'bundled')
  await mkdir(folder, { recursive: true })
  const input = path.join(folder, `${entry.replaceAll('/', '-')}.mjs`)
  await writeFile(input, `import '${entry}'\n`)
  const built = await build({
    root: project.folder,
    configFile: false,
    logLevel: 'error',
    build: {
      write: false,
      ssr: input,
      minify: false,
      rolldownOptions: { external: [/^node:/, 'koffi', 'vitest', 'expect'] },
    },
    ssr: { noExternal: ['osaurus-mockhost'] },
  })
  return (built as Rolldown.RolldownOutput).output.map((file) => (file.type === 'chunk' ? file.code : '')).join('\n')
}
