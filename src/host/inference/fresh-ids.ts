/** Of an answer and all its chunks: `cmpl-` and 12 upper-case hexadecimal digits (fact sheet, section 7.3). */
export function freshAnswerId(): string {
  return `cmpl-${hexadecimal(12)}`
}

/** Of a call of a tool. */
export function freshCallId(): string {
  return `call_${hexadecimal(24)}`
}

function hexadecimal(digits: number): string {
  // Loaded when needed: it takes longer to load than the package, and few plugins ask a model.
  return process.getBuiltinModule('node:crypto').randomUUID().replaceAll('-', '').slice(0, digits).toUpperCase()
}
