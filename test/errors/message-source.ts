/** Where a real message of a code or a rule comes from. */
export type MessageSource =
  /** The snapshots of another test, which made it of a plugin or in a runner. */
  | { readonly quoted: string }
  /** The code that makes it: what this returns or throws. */
  | { readonly made: () => unknown }
  /** Why there is none. */
  | { readonly missing: string }

/** The error that a piece of code ends with. */
export async function errorOf(body: () => unknown): Promise<unknown> {
  try {
    await body()
  } catch (error) {
    return error
  }
  throw new Error('nothing was thrown')
}
