// Reads what tools print.

/** How many instructions callgrind has counted; `undefined` when it does not say. */
export function readCount(output) {
  const [, count] = /^==\d+== Collected : (\d+)$/m.exec(output) ?? []
  return count === undefined ? undefined : Number(count)
}

/**
 * Family and major version of a compiler, by what it prints for `--version`: `gcc-12`, `clang-19`; `undefined` when
 * that is neither.
 */
export function readCompiler(output) {
  const clang = /\bclang version (\d+)\./.exec(output)
  if (clang !== null) return `${/^Apple /.test(output) ? 'apple-' : ''}clang-${clang[1]}`
  const gcc = /^.* \(.*\) (\d+)\.\d+\.\d+/.exec(output)
  return gcc !== null && output.includes('Free Software Foundation') ? `gcc-${gcc[1]}` : undefined
}

/** Whether Linux trusts the cycle counter: else the core orders calls in another way, with other instructions. */
export function trustsCounter(clockSources) {
  return clockSources.split(/\s+/).includes('tsc')
}
