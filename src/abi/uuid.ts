const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i

/** A UUID as the app writes it, in upper case; `undefined` for every other text (fact sheet, section 0.3). */
export function parseUUID(text: string): string | undefined {
  return uuid.test(text) ? text.toUpperCase() : undefined
}

/** A new one. */
export function freshUUID(): string {
  return crypto.randomUUID().toUpperCase()
}
