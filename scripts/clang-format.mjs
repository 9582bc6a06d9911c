import { findFiles } from './find-files.mjs'
import { runNode } from './run-command.mjs'

/** Runs the clang-format of package-lock.json over all C of the repository; `--dry-run -Werror` checks, `-i` writes. */
export function clangFormat(args) {
  const files = findFiles(['native', 'examples', 'test', 'bench'], ['.c', '.h'])
  if (files.length === 0) return { code: 0, output: '' }
  return runNode(['node_modules/@wasm-fmt/clang-format/clang-format-cli.cjs', ...args, ...files])
}
