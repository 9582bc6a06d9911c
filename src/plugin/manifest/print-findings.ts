import type { ManifestFinding } from './contract.js'

/** Findings as a numbered list, each with what was found, what was expected and the way out. */
export function printFindings(findings: readonly ManifestFinding<string>[]): string {
  const shown = findings.slice(0, mostShown).map(printFinding)
  const rest = findings.length - shown.length
  return (rest > 0 ? [...shown, `and ${rest.toLocaleString('en-US')} more`] : shown).join('\n')
}

const mostShown = 20

function printFinding({ rule, message, found, expected, fix }: ManifestFinding<string>, place: number): string {
  const number = `${place + 1}. `
  const indent = ' '.repeat(number.length)
  return [
    `${number}${message} (${rule})`,
    `${indent}found     ${found}`,
    `${indent}expected  ${expected}`,
    `${indent}to fix    ${fix}`,
  ].join('\n')
}
