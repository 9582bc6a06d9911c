/** Tokens of a text as the app guesses them: one for four characters, and at least one. */
export function estimateTokens(text: string): number {
  return Math.max(1, Math.floor([...text].length / 4))
}

/** Tokens of several texts together. */
export function estimateAllTokens(texts: readonly string[]): number {
  return texts.reduce((sum, text) => sum + estimateTokens(text), 0)
}
