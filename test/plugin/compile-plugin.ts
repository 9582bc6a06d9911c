import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { onTestFinished } from 'vitest'
import { compileText } from './compile-text.js'

const ending = process.platform === 'darwin' ? 'dylib' : 'so'

/** Compiles a plugin for one test, in C with the kit of the fixtures, and answers its path. It goes when the test ends. */
export async function compilePlugin(name: string, source: string): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'plugins-'))
  onTestFinished(() => rm(folder, { recursive: true, force: true }))
  const path = join(folder, `lib${name}.${ending}`)
  await compileText(path, `#include "plugin_kit.h"\n${source}`)
  return path
}
