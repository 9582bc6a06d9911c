// Compiles src/ into build/libhello.so (build/libhello.dylib on macOS).
import { spawnSync } from 'node:child_process'
import { mkdirSync, readdirSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

process.chdir(fileURLToPath(new URL('.', import.meta.url)))
mkdirSync('build', { recursive: true })

const sources = readdirSync('src')
  .filter((file) => file.endsWith('.c'))
  .map((file) => `src/${file}`)
const library = `build/libhello.${process.platform === 'darwin' ? 'dylib' : 'so'}`
const flags = ['-std=c11', '-O2', '-g', '-fPIC', '-fvisibility=hidden', '-Wall', '-Wextra', '-Werror', '-pthread']

const { status, error } = spawnSync(
  process.env.CC ?? 'cc',
  [...flags, '-D_POSIX_C_SOURCE=200809L', '-Iinclude', '-shared', '-o', library, ...sources],
  { stdio: 'inherit' },
)
if (error) console.error(`no C compiler: ${error.message}`)
process.exitCode = status ?? 1
