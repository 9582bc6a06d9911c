import type { ToolResult } from '../src/plugin/contract.js'
import { printValue } from '../src/report/print-value.js'
import { quote } from '../src/report/quote.js'

/** `it failed with kind "timeout" and message "too slow"`, or what it succeeded with. */
export function describeToolResult(result: ToolResult): string {
  if (result.ok) return `it succeeded with result ${printValue(result.result, 80)}`
  return `it failed with kind ${quote(result.kind)} and message ${quote(result.message)}`
}
