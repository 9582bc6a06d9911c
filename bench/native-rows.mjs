import path from 'node:path'
import { cFlags, compileC, coreSources } from '../scripts/compile-c.mjs'
import { findFiles } from '../scripts/find-files.mjs'

/** Compiles each program of bench/native with the core; they print rows as lines of JSON (summary.mjs). */
export async function compileNativeRows() {
  const programs = []
  for (const source of findFiles(['bench/native'], ['.c'])) {
    const name = path.basename(source, '.c')
    const output = `build/bench/${name}`
    await compileC({
      sources: [...coreSources(), source],
      output,
      objects: `build/bench/native-${name}`,
      flags: ['-O2', '-g', ...cFlags],
      linkFlags: process.platform === 'darwin' ? [] : ['-ldl'],
    })
    programs.push({ name, command: [`./${output}`], isPinned: false })
  }
  return programs
}
