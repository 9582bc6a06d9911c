/** What stands in files in the place of a secret. */
export const hidden = '[secret]'

/** Names of config values, headers, parameters and JSON fields whose values are secrets. The one list of them. */
const secretName = new RegExp(
  [
    // Not tokens of a model (`tokens_per_second`, `tokensUsed`; but `tokenString`), and not what is said about a token.
    'token(?!s(?:$|[-_.]|per|used|left)|[-_]?(?:count|limit|budget|usage|type|expir))',
    'secret|passw(?:or)?d|passphrase|credential|authorization|cookie|signature',
    '(?:api|access|private|signing|encryption)[-_]?key',
    'session[-_]?id',
    '(?:^|[-_.])(?:auth|pwd|pin|otp|jwt|bearer)(?:$|[-_.])',
  ].join('|'),
  'i',
)

/** Whether a value of that name is a secret. */
export function isSecretName(name: string): boolean {
  return secretName.test(name)
}
