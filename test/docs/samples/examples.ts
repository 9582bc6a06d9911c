import path from 'node:path'
import { repository } from '../../runners/packed-package.js'
import { runNode } from './run-node.js'

const ending = process.platform === 'darwin' ? 'dylib' : 'so'

/** The libraries of the plugins of `examples/`, by the path that they have in a project. */
export async function buildExamples(): Promise<Record<string, string>> {
  const libraries = ['hello', 'notes'].map(async (name) => {
    const folder = path.join(repository, `examples/${name}-plugin`)
    const { exitCode, output } = await runNode(folder, ['build.mjs'])
    if (exitCode !== 0) throw new Error(`The plugin of examples/${name}-plugin cannot be built.\n${output}`)
    const library = `build/lib${name}.${ending}`
    return [library, path.join(folder, library)]
  })
  return Object.fromEntries(await Promise.all(libraries))
}

/** The same libraries for projects in folders of a project. */
export function inFolders(libraries: Record<string, string>, folders: readonly string[]): Record<string, string> {
  const inFolder = (folder: string) => Object.entries(libraries).map(([to, from]) => [`${folder}/${to}`, from])
  return Object.fromEntries(folders.flatMap(inFolder))
}
