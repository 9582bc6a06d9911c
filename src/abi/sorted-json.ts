/** JSON as the app writes it: compact, keys sorted, slashes not escaped (fact sheet, section 0.3). */
export function sortedJSON(value: unknown): string {
  return JSON.stringify(value, (_, nested: unknown) => (isPlainObject(nested) ? sortKeys(nested) : nested))
}

function isPlainObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function sortKeys(value: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(value).sort(([one], [other]) => (one < other ? -1 : 1)))
}
