/** Numbers in a vector of the app's embedder (fact sheet, section 7.4). */
export const embeddingDimensions = 128

const numbersOfOneHash = 32

/**
 * A vector of length 1 that stands for a text: the same for the same text, on every machine, and another for any other
 * text. Texts that mean the same are no nearer to each other than others.
 */
export function embedText(text: string): readonly number[] {
  const numbers: number[] = []
  for (let part = 0; numbers.length < embeddingDimensions; part += 1) numbers.push(...hashNumbers(`${part}:${text}`))
  const length = Math.hypot(...numbers)
  return numbers.map((number) => Number((number / length).toFixed(6)))
}

function hashNumbers(text: string): number[] {
  // Loaded when needed, as in fresh-ids.ts.
  const hash = process.getBuiltinModule('node:crypto').createHash('sha512').update(text).digest()
  // Odd, and so never 0: no hash makes a vector without a direction.
  return Array.from({ length: numbersOfOneHash }, (_, at) => hash.readInt16LE(at * 2) | 1)
}
