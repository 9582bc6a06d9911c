/** The text with its percent escapes resolved; `undefined` where they are no escapes, or no UTF-8. A `+` stays a `+`. */
export function decodePercent(text: string): string | undefined {
  try {
    return decodeURIComponent(text)
  } catch {
    return undefined
  }
}
