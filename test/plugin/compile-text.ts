import { execFile } from 'node:child_process'
import { rename, rm, writeFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'

const include = fileURLToPath(new URL('../fixtures/plugins/include', import.meta.url))

/** Compiles C source into that very path, which is there only when it is whole; a library unless the flags say otherwise. */
export async function compileText(path: string, source: string, flags: readonly string[] = ['-shared']): Promise<void> {
  const file = `${path}.c`
  const unfinished = `${path}.tmp`
  await writeFile(file, source)
  const args = ['-fPIC', '-pthread', `-I${include}`, ...flags, '-o', unfinished, file]
  await promisify(execFile)(process.env.CC ?? 'cc', args)
  await rename(unfinished, path)
  await rm(file)
}
